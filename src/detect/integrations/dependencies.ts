/** Reads the direct dependencies that lock files and manifests of Ruby, Python and Go name. */
import type { Evidence } from "../../model/evidence.js";
import type { SourceReader } from "../../model/ports.js";
import type { Workspace } from "../../model/workspace.js";

export interface Dependency {
  readonly name: string;
  readonly at: Evidence;
}

interface Dependencies {
  readonly gems: readonly Dependency[];
  readonly pypi: readonly Dependency[];
  readonly go: readonly Dependency[];
}

type LineReader = (lines: readonly string[]) => readonly (readonly [name: string, line: number])[];

export function readDependencies({ files }: Workspace, reader: SourceReader): Dependencies {
  const collect = (pattern: RegExp, read: LineReader): readonly Dependency[] =>
    files
      .filter(({ path }) => pattern.test(path))
      .flatMap(({ path }) =>
        read((reader.read(path) ?? "").split(/\r?\n/)).map(([name, line]) => ({
          name,
          at: { path, line, note: `depends on ${name}` },
        })),
      );
  return {
    gems: collect(/^Gemfile\.lock$|^(?:engines|packs|plugins)\/[^/]+\/Gemfile\.lock$/, readGemfileLock),
    pypi: [
      ...collect(/^(?:requirements[^/]*|requirements\/(?!dev|test|lint)[^/]*)\.txt$/, readRequirements),
      ...collect(/^(?:Pipfile|pyproject\.toml)$/, readTomlDependencies),
    ],
    go: collect(/^go\.mod$/, readGoMod),
  };
}

/** The DEPENDENCIES section alone: what stands above is what gems depend on in turn. */
const readGemfileLock: LineReader = (lines) => {
  const start = lines.indexOf("DEPENDENCIES");
  if (start < 0) return [];
  const found: (readonly [string, number])[] = [];
  for (let at = start + 1; at < lines.length && lines[at]!.startsWith("  "); at += 1) {
    found.push([lines[at]!.trim().split(/[ !(]/)[0]!, at + 1]);
  }
  return found;
};

const readRequirements: LineReader = (lines) =>
  lines.flatMap((line, index) => {
    const name = /^\s*([A-Za-z0-9][A-Za-z0-9._-]*)/.exec(line)?.[1];
    return name === undefined ? [] : [[name.toLowerCase(), index + 1] as const];
  });

/** Poetry and Pipenv write `name = …` in their tables, PEP 621 a list of requirement texts. */
const readTomlDependencies: LineReader = (lines) => {
  const found: (readonly [string, number])[] = [];
  let table = "";
  let inList = false;
  for (const [index, raw] of lines.entries()) {
    const line = raw.trim();
    const header = /^\[+([^\]]+)\]+/.exec(line)?.[1];
    if (header !== undefined) table = header.trim();
    const keyed = /^(tool\.poetry\.dependencies|packages)$/.test(table)
      ? /^"?([\w.-]+)"?\s*=/.exec(line)?.[1]
      : undefined;
    if (keyed !== undefined && keyed !== "python") found.push([keyed.toLowerCase(), index + 1]);
    if (table === "project" && /^dependencies\s*=\s*\[/.test(line)) inList = true;
    const listed = inList ? line.matchAll(/["']([A-Za-z0-9][\w.-]*)[^"']*["']/g) : [];
    for (const entry of listed) found.push([entry[1]!.toLowerCase(), index + 1]);
    if (inList && line.endsWith("]") && !line.includes("[extra")) inList = false;
  }
  return found;
};

/** Lines marked `// indirect` are not the app's own. */
const readGoMod: LineReader = (lines) =>
  lines.flatMap((line, index) => {
    const name = /^(?:require\s+|\s+)([\w.-]+\.[\w./-]+)\s+v/.exec(line)?.[1];
    return name === undefined || line.includes("// indirect") ? [] : [[name, index + 1] as const];
  });
