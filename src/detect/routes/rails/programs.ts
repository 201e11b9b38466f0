/** Collects the route programs of all files, each under the application or engine it belongs to. */
import type { DslNode } from "../../../model/dsl-program.js";
import type { RouteProgramFragment } from "../../../model/fragments.js";
import { byKeys } from "../../../text/order.js";
import type { DetectInput } from "../../input.js";

export interface RouteProgram {
  readonly path: string;
  /** Full name of the engine; null for the application. */
  readonly engine: string | null;
  /** Folder of the application: "" or "apps/shop/". */
  readonly root: string;
  readonly as: RouteProgramFragment["as"];
  readonly body: readonly DslNode[];
  readonly line: number;
}

const ORDER = { prepend: 0, block: 1, append: 2, file: 3, module: 4 } as const;

const folderOf = (path: string): string => path.replace(/config\/routes(\.rb|\/.*)$/, "");

/** Folders that hold a whole application, deepest first; dummies that test an engine are none. */
export function applicationRoots(input: DetectInput): readonly string[] {
  return input.workspace.files
    .filter((file) => /(^|\/)config\/(application|environment)\.rb$/.test(file.path))
    .map((file) => file.path.replace(/config\/(application|environment)\.rb$/, ""))
    .filter((root) => !/(^|\/)(spec|test)\//.test(root))
    .sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
}

function engineName(input: DetectInput, path: string, fragment: RouteProgramFragment): string | null {
  if (fragment.target === null) return null;
  const target = input.resolution.resolve(path, fragment.target);
  if (target.kind === "definition") return target.name;
  return "name" in fragment.target ? fragment.target.name.replace(/^::/, "") : null;
}

export function collectPrograms(input: DetectInput): readonly RouteProgram[] {
  const roots = applicationRoots(input);
  const programs: RouteProgram[] = [];
  for (const facts of input.facts) {
    if (facts.marks.includes("test")) continue;
    for (const fragment of facts.fragments) {
      if (fragment.kind !== "route-program" || fragment.framework !== "rails") continue;
      const root = roots.find((candidate) => facts.path.startsWith(candidate)) ?? folderOf(facts.path);
      programs.push({
        path: facts.path,
        engine: engineName(input, facts.path, fragment),
        root,
        as: fragment.as,
        body: fragment.body,
        line: fragment.line,
      });
    }
  }
  return programs.sort(
    byKeys(
      (program) => ORDER[program.as],
      // config/routes.rb comes before the files beside it.
      (program) => (program.path === `${program.root}config/routes.rb` ? 0 : 1),
      (program) => program.path,
      (program) => program.line,
    ),
  );
}

/** Constants that a program mounts by name, however deep. */
export function mountedNames(nodes: readonly DslNode[]): readonly string[] {
  return nodes.flatMap((node): readonly string[] => {
    if (node.k === "if") return mountedNames([...node.yes, ...node.no]);
    if (node.k === "sequence") return mountedNames(node.body);
    if (node.k === "define" || node.k === "lambda") return mountedNames(node.block.body);
    if (node.k !== "call") return [];
    const inner = mountedNames(node.block?.body ?? []);
    if (node.name !== "mount") return inner;
    const named = node.args.flatMap((argument) =>
      argument.k === "hash" ? argument.entries.map(([key]) => key) : [argument],
    );
    return [...inner, ...named.flatMap((app) => (app.k === "constant" ? [app.name.replace(/^::/, "")] : []))];
  });
}
