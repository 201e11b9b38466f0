/** Turns a Go app into its Dockerfile. */
import { baseOf } from "./bases.js";
import {
  aptInstall,
  copyManifests,
  finish,
  type ImageInput,
  partOf,
  printDockerfile,
  runtimeUser,
  sayBase,
} from "./stages.js";

/** devcenter "Go": binaries lie in bin/, which is on the PATH, beside templates and assets. */
export function goDockerfile(input: ImageInput): string {
  const part = partOf(input, "go")!;
  const commands = input.build.commands.length > 0 ? input.build.commands : [{ name: "app", path: "." }];
  const builds = commands.map(({ name, path }) => `go build -o /out/${name} ${path === "." ? "." : `./${path}`}`);
  return printDockerfile([
    ...sayBase([part]),
    `FROM ${baseOf(part).image} AS build`,
    "ENV CGO_ENABLED=0",
    "WORKDIR /src",
    ...copyManifests(part),
    "RUN go mod download",
    ...(part.needsCode ? [] : ["COPY . ."]),
    `RUN ${builds.join(" \\\n && ")}`,
    "",
    "FROM debian:bookworm-slim",
    ...aptInstall(["ca-certificates", ...input.build.aptPackages]),
    ...runtimeUser(),
    "ENV PATH=/app/bin:$PATH",
    "WORKDIR /app",
    "COPY --from=build --chown=1000:1000 /src /app",
    "COPY --from=build /out /app/bin",
    ...finish(input),
    "",
  ]);
}
