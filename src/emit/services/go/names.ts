/** Turns names of the monolith into those of Go files and variables that mean nothing else to Go or to us. */
import { fieldNames, type GoService, snake } from "./needs.js";

const SYSTEMS =
  "aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris wasip1 windows zos";
const PROCESSORS =
  "386 amd64 amd64p32 arm armbe arm64 arm64be loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ppc ppc64 ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm";
/** The end of a file's name tells Go when to build it. https://pkg.go.dev/cmd/go#hdr-Build_constraints */
const CONSTRAINTS = new Set(["test", ...SYSTEMS.split(" "), ...PROCESSORS.split(" ")]);

/** "listWindows" -> "list_windows_file.go", which every system builds. */
export function goFile(name: string): string {
  const base = snake(name);
  return `${base}${CONSTRAINTS.has(base.split("_").at(-1)!) ? "_file" : ""}.go`;
}

/** What the package `jobs` itself exports. */
const JOBS_PACKAGE =
  "Celery Delayed Endpoint Handler Job Keywords Kwargs OpenCelery Outbox Payload Pusher Record Relay Resque Row Sidekiq Symbol";

/** The Go variable of each job of the monolith. */
export const jobNames = ({ service }: GoService): ReadonlyMap<string, string> =>
  fieldNames(
    service.enqueues.map(({ job }) => job),
    JOBS_PACKAGE.split(" "),
  );
