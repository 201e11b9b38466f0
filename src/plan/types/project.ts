/** Turns source texts into an in-memory TypeScript project: only the files that are asked for and what they import. */
import { type CompilerOptions, Project, type SourceFile, ts } from "ts-morph";

export interface SourceTexts {
  readonly paths: readonly string[];
  read(path: string): string | null;
}

const ENDINGS = [".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs"];
/** A type's home is rarely further from its route than this. */
const MOST_FILES = 400;

export interface TypeProject {
  /** The file with all that it imports, or null where it is no script. */
  open(path: string): SourceFile | null;
  /** The file alone. */
  openAlone(path: string): SourceFile | null;
}

export function openProject(sources: SourceTexts): TypeProject {
  const options = compilerOptions(sources);
  const project = new Project({ useInMemoryFileSystem: true, compilerOptions: options });
  const known = new Set(sources.paths);
  const tried = new Map<string, SourceFile | null>();
  const openAlone = (path: string): SourceFile | null => {
    const before = tried.get(path);
    if (before !== undefined) return before;
    const text = known.has(path) && ENDINGS.some((ending) => path.endsWith(ending)) ? sources.read(path) : null;
    const file = text === null ? null : project.createSourceFile(`/${path}`, text, { overwrite: true });
    tried.set(path, file);
    return file;
  };
  const open = (path: string): SourceFile | null => {
    const first = openAlone(path);
    const queue = first === null ? [] : [first];
    const seen = new Set(queue);
    for (let next = queue.shift(); next !== undefined && seen.size < MOST_FILES; next = queue.shift()) {
      for (const target of importsOf(next, options, known)) {
        const file = openAlone(target);
        if (file !== null && !seen.has(file)) {
          seen.add(file);
          queue.push(file);
        }
      }
    }
    return first;
  };
  return { open, openAlone };
}

function compilerOptions(sources: SourceTexts): CompilerOptions {
  const base: CompilerOptions = {
    allowJs: true,
    strict: true,
    experimentalDecorators: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.CommonJS,
    moduleResolution: ts.ModuleResolutionKind.Node10,
    esModuleInterop: true,
  };
  const text = sources.read("tsconfig.json");
  const own =
    text === null
      ? undefined
      : (ts.parseConfigFileTextToJson("tsconfig.json", text).config as
          | { compilerOptions?: CompilerOptions }
          | undefined);
  const { baseUrl, paths } = own?.compilerOptions ?? {};
  if (baseUrl === undefined && paths === undefined) return base;
  return { ...base, baseUrl: `/${(baseUrl ?? ".").replace(/^\.\/?/, "")}`, ...(paths === undefined ? {} : { paths }) };
}

/** Paths of the repo that a file imports: relative ones and aliases of tsconfig. */
function importsOf(file: SourceFile, options: CompilerOptions, known: ReadonlySet<string>): readonly string[] {
  const specifiers = file.getImportStringLiterals().map((literal) => literal.getLiteralValue());
  const folder = file.getDirectoryPath();
  return specifiers.flatMap((specifier) => {
    const bases = specifier.startsWith(".") ? [`${folder}/${specifier}`] : aliased(specifier, options);
    return bases
      .flatMap((base) =>
        candidates(normalize(base))
          .filter((path) => known.has(path))
          .slice(0, 1),
      )
      .slice(0, 1);
  });
}

function aliased(specifier: string, { baseUrl, paths }: CompilerOptions): readonly string[] {
  const root = baseUrl ?? "/";
  const mapped = Object.entries(paths ?? {}).flatMap(([pattern, targets]) => {
    const [head = "", tail = ""] = pattern.split("*");
    if (!specifier.startsWith(head) || !specifier.endsWith(tail)) return [];
    const middle = specifier.slice(head.length, specifier.length - tail.length);
    return targets.map((target) => `${root}/${target.replace("*", middle)}`);
  });
  return baseUrl === undefined ? mapped : [...mapped, `${root}/${specifier}`];
}

/** "./a.js" may be "a.ts", as TypeScript's own resolution has it. */
function candidates(base: string): readonly string[] {
  const bare = base.replace(/\.(m|c)?js$/, "");
  return [base, ...ENDINGS.map((ending) => `${bare}${ending}`), ...ENDINGS.map((ending) => `${base}/index${ending}`)];
}

function normalize(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return parts.join("/");
}
