/** Says which process of the Procfile runs a file, by what its entry file loads. */
import type { HerokuProcess, ProcessRole } from "../../model/heroku-app.js";
import type { DetectInput } from "../input.js";

const BACKGROUND: Readonly<Record<ProcessRole, number>> = { worker: 0, clock: 1, other: 2, web: 3, release: 4 };
const ENDINGS = ["", ".js", ".ts", ".mjs", ".cjs", ".mts", ".tsx", "/index.js", "/index.ts"];

interface Reached {
  readonly process: HerokuProcess;
  readonly entry: string | null;
  readonly files: ReadonlySet<string>;
}

export class ProcessReach {
  readonly #reached: readonly Reached[];

  constructor({ facts, resolution, heroku }: DetectInput) {
    const paths = new Set(facts.map((file) => file.path));
    const next = new Map<string, string[]>();
    for (const { from, to, kind } of resolution.references) {
      if (kind === "type") continue;
      const list = next.get(from);
      if (list === undefined) next.set(from, [to]);
      else list.push(to);
    }
    this.#reached = heroku.processes
      .filter((process) => process.role !== "release")
      .map((process) => {
        const entry = entryFile(process.entrypoint, paths);
        return { process, entry, files: reach(entry, next) };
      });
  }

  /** The process that runs the file in the background where several load it; null where none is known to. */
  processOf(path: string, first: ProcessRole = "worker"): string | null {
    const rank = ({ role }: HerokuProcess) => (role === first ? -1 : BACKGROUND[role]);
    const loading = this.#reached.filter(({ files }) => files.has(path));
    const asked = loading.filter(({ process, entry }) => entry !== path && asksFor(process.command, path));
    const reaching = (asked.length > 0 ? asked : loading).map(({ process }) => process);
    const candidates = reaching.length > 0 ? reaching : this.#only(first);
    const [best] = [...candidates].sort((a, b) => rank(a) - rank(b) || (a.type < b.type ? -1 : 1));
    return best?.type ?? null;
  }

  /** A process whose entry cannot be read still does the one kind of work that there is nobody else for. */
  #only(role: ProcessRole): readonly HerokuProcess[] {
    const blind = this.#reached.filter(({ process, files }) => process.role === role && files.size === 0);
    return blind.length === 1 ? [blind[0]!.process] : [];
  }
}

/** One entry that starts what its arguments name: `start --services=web,admin` runs services/web.ts, not worker.ts. */
function asksFor(command: string, path: string): boolean {
  const stem = path.slice(path.lastIndexOf("/") + 1).replace(/\.[cm]?[jt]sx?$/, "");
  return command.split(/[\s=,]+/).includes(stem);
}

function entryFile(entrypoint: string | null, paths: ReadonlySet<string>): string | null {
  if (entrypoint === null) return null;
  const plain = entrypoint.replace(/^\.\//, "");
  const built = plain.replace(/^(dist|build|out|lib|\.build)\//, "");
  for (const base of [plain, built, `src/${built}`]) {
    for (const stem of [base, base.replace(/\.[cm]?js$/, "")]) {
      for (const ending of ENDINGS) if (paths.has(stem + ending)) return stem + ending;
    }
  }
  return null;
}

function reach(entry: string | null, next: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const seen = new Set<string>(entry === null ? [] : [entry]);
  for (const path of seen) for (const other of next.get(path) ?? []) seen.add(other);
  return seen;
}
