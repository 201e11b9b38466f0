/** Says which process of the Procfile runs a file, by what its entry file loads. */
import type { HerokuProcess, ProcessRole } from "../../model/heroku-app.js";
import type { DetectInput } from "../input.js";

const BACKGROUND: Readonly<Record<ProcessRole, number>> = { worker: 0, clock: 1, other: 2, web: 3, release: 4 };
const ENDINGS = ["", ".js", ".ts", ".mjs", ".cjs", ".mts", ".tsx", "/index.js", "/index.ts"];

export class ProcessReach {
  readonly #reached: readonly { readonly process: HerokuProcess; readonly files: ReadonlySet<string> }[];

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
      .map((process) => ({ process, files: reach(entryFile(process.entrypoint, paths), next) }));
  }

  /** The process that runs the file in the background where several load it; null where none is known to. */
  processOf(path: string, first: ProcessRole = "worker"): string | null {
    const rank = ({ role }: HerokuProcess) => (role === first ? -1 : BACKGROUND[role]);
    const reaching = this.#reached.filter(({ files }) => files.has(path)).map(({ process }) => process);
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
