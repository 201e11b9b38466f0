/** Names the app, its languages, frameworks and the locked versions that matter. */
import type { FrameworkUse, LanguageCount } from "../model/app-model.js";
import type { Diagnostic, Evidence } from "../model/evidence.js";
import { byKeys, byText } from "../text/order.js";
import { FRAMEWORKS, NOT_READ, OTHER_LANGUAGES, WIRE_PACKAGES } from "./identity/known.js";
import { type Dependency, readDependencies } from "./identity/manifests.js";
import type { DetectInput } from "./input.js";

export function detectIdentity(input: DetectInput): {
  name: string;
  languages: readonly LanguageCount[];
  frameworks: readonly FrameworkUse[];
  locked: Readonly<Record<string, string>>;
} {
  const dependencies = readDependencies(input.workspace, input.reader);
  return {
    name: nameApp(input),
    languages: [...countKnown(input), ...countOthers(input)].sort(byKeys(({ id }) => id)),
    frameworks: findFrameworks(dependencies),
    locked: lockWires(dependencies),
  };
}

/** app.json, then package.json, then the Rails module; never the folder, which differs from one checkout to the next. */
function nameApp({ heroku, reader, facts }: DetectInput): string {
  const stated = heroku.name?.trim() ?? "";
  if (stated !== "") return stated;
  const declared = readName(reader.read("package.json"));
  if (declared !== null) return declared;
  const application = facts.find(({ path }) => path === "config/application.rb");
  const rails = application?.definitions.find(({ name, kind }) => kind === "class" && name.endsWith("::Application"));
  return rails === undefined ? "app" : dasherize(rails.name.slice(0, -"::Application".length));
}

function readName(text: string | null): string | null {
  try {
    const { name } = JSON.parse(text ?? "{}") as { name?: unknown };
    return typeof name === "string" && name !== "" ? name : null;
  } catch {
    return null;
  }
}

const dasherize = (name: string): string =>
  name
    .replaceAll("::", "-")
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase();

function countKnown({ facts }: DetectInput): readonly LanguageCount[] {
  const counts = new Map<string, { files: number; lines: number; parsed: number }>();
  for (const { language, lines, parsed } of facts) {
    const count = counts.get(language) ?? { files: 0, lines: 0, parsed: 0 };
    counts.set(language, {
      files: count.files + 1,
      lines: count.lines + lines,
      parsed: count.parsed + (parsed ? 1 : 0),
    });
  }
  return [...counts].map(([id, count]) => ({ id, ...count }));
}

/** A language that this tool does not read is counted and named, never passed over. */
function countOthers({ facts, workspace, reader }: DetectInput): readonly LanguageCount[] {
  const read = new Set(facts.map(({ path }) => path));
  const counts = new Map<string, { files: number; lines: number }>();
  for (const { path, size } of workspace.files) {
    const language = OTHER_LANGUAGES.get(path.slice(path.lastIndexOf(".") + 1));
    if (language === undefined || read.has(path) || size > 2_000_000) continue;
    const lines = (reader.read(path) ?? "").split("\n").filter((line) => line.trim() !== "").length;
    const count = counts.get(language) ?? { files: 0, lines: 0 };
    counts.set(language, { files: count.files + 1, lines: count.lines + lines });
  }
  return [...counts].map(([id, count]) => ({ id, ...count, parsed: 0 }));
}

function findFrameworks(dependencies: readonly Dependency[]): readonly FrameworkUse[] {
  const uses = new Map<string, { version: string | null; evidence: Evidence[] }>();
  for (const { ecosystem, name, version, evidence } of dependencies) {
    const id = FRAMEWORKS.get(`${ecosystem}:${name}`);
    if (id === undefined) continue;
    const use = uses.get(id);
    if (use === undefined) uses.set(id, { version, evidence: [evidence] });
    else uses.set(id, { version: use.version ?? version, evidence: [...use.evidence, evidence] });
  }
  return [...uses].map(([id, use]) => ({ id, ...use })).sort(byKeys(({ id }) => id));
}

/** Frameworks whose share of the app stays unknown. */
export function findUnread(frameworks: readonly FrameworkUse[]): readonly Diagnostic[] {
  return frameworks.flatMap(({ id, evidence }) => {
    const what = NOT_READ.get(id);
    const { path, line } = evidence[0]!;
    return what === undefined
      ? []
      : [
          {
            code: "framework-not-read",
            path,
            line: line ?? null,
            message: `${id} is not read: its ${what} are missing here`,
          },
        ];
  });
}

function lockWires(dependencies: readonly Dependency[]): Readonly<Record<string, string>> {
  const versions = new Map<string, string>();
  for (const { name, version } of dependencies) {
    if (version !== null && WIRE_PACKAGES.has(name) && !versions.has(name)) versions.set(name, version);
  }
  return Object.fromEntries([...versions].sort(([a], [b]) => byText(a, b)));
}
