/** Gives every file of a known language its role; only source takes part in the partition. */
import type { FileRole, Frontend, Route } from "../model/app-model.js";
import type { FileFacts } from "../model/file-facts.js";
import type { Fragment } from "../model/fragments.js";
import type { DetectInput } from "./input.js";
import { isServerOnly } from "./pages/folders.js";

/** Code that a person put beside the app, not into it. */
const FIXTURE = /(^|\/)(fixtures?|__fixtures__|examples?|samples?|testdata|test-data|mocks?|factories)\//i;
const VENDORED =
  /(^|\/)(vendor|third[_-]party|bower_components|public\/(assets|packs|vendor|lib|libs)|static\/(vendor|lib|libs))\//i;
/** Roots of the asset pipelines (Sprockets, Webpacker, jsbundling, Shakapacker) and folders handed out as they are. https://guides.rubyonrails.org/asset_pipeline.html */
const ASSETS =
  /(^|\/)((app|lib)\/(assets|javascripts?|webpacker|frontend|packs)|public|static|wwwroot|bower_components)\//;
const TOOLING = /(^|\/)(\.[^/]+|docs?|documentation|benchmarks?)\//;
/** Languages that state data shapes or build pages, and run nowhere by themselves. */
const SCHEMA_LANGUAGES: ReadonlySet<string> = new Set(["sql", "prisma", "graphql"]);

export function detectRoles(
  input: DetectInput,
  frontends: readonly Frontend[],
  routes: readonly Route[],
): readonly { readonly path: string; readonly role: FileRole }[] {
  const inFrontend = (path: string): boolean => frontends.some((frontend) => isBelow(path, frontend.path));
  const uses = usesOf(input);
  // Code that the server itself loads is the server's, wherever it stands and whatever it draws with (mail templates in JSX).
  const served = findServed(input, inFrontend, routes, uses);
  const browser = findBrowserCode(input.facts, inFrontend, served, uses);
  return input.facts.map((file) => ({ path: file.path, role: roleOf(file, ({ path }) => browser.has(path)) }));
}

function roleOf(file: FileFacts, isFrontend: (file: FileFacts) => boolean): FileRole {
  const { path, marks } = file;
  if (VENDORED.test(path)) return "vendored";
  if (marks.includes("test")) return "test";
  if (FIXTURE.test(path)) return "fixture";
  if (marks.includes("generated") || marks.includes("minified")) return "generated";
  if (marks.includes("migration") || SCHEMA_LANGUAGES.has(file.language)) return "migration";
  if (marks.includes("config") || marks.includes("declaration") || TOOLING.test(path)) return "config";
  if (isFrontend(file)) return "frontend";
  return file.parsed ? "source" : "unparsed";
}

const isBelow = (path: string, folder: string): boolean =>
  folder === "" || folder === "." || path === folder || path.startsWith(`${folder}/`);

const SERVER_FRAGMENTS: ReadonlySet<string> = new Set([
  "router",
  "route",
  "mount",
  "job",
  "enqueue",
  "queue",
  "schedule",
  "model",
  "message",
]);

/** An `add` on what may turn out to be no queue says nothing. */
const isOfServer = (fragment: Fragment): boolean =>
  SERVER_FRAGMENTS.has(fragment.kind) && !(fragment.kind === "enqueue" && fragment.system === "");

type Uses = ReadonlyMap<string, readonly string[]>;

/** What each file loads when it runs: a type is gone by then. */
function usesOf({ resolution }: DetectInput): Uses {
  const uses = new Map<string, string[]>();
  for (const { from, to, kind } of resolution.references) {
    if (kind === "type") continue;
    const known = uses.get(from);
    if (known === undefined) uses.set(from, [to]);
    else known.push(to);
  }
  return uses;
}

/** What pages are made of and no server file loads: drawn files, assets, and all that only they ask for. */
function findBrowserCode(
  facts: readonly FileFacts[],
  inFrontend: (path: string) => boolean,
  served: ReadonlySet<string>,
  uses: Uses,
): ReadonlySet<string> {
  const files = new Map(facts.map((file) => [file.path, file]));
  const starts = facts.filter(
    ({ path, marks, language }) =>
      !served.has(path) &&
      (marks.includes("frontend") || inFrontend(path) || (ASSETS.test(path) && language !== "ruby")),
  );
  const found = new Set(starts.map(({ path }) => path));
  for (const path of found)
    for (const next of uses.get(path) ?? []) {
      const file = files.get(next);
      if (file !== undefined && !served.has(next) && !runsOnServer(file)) found.add(next);
    }
  return found;
}

/** A page that is rendered on the server may be the only one to ask for it. */
const runsOnServer = ({ tables, transactions, fragments, imports }: FileFacts): boolean =>
  tables.length > 0 ||
  transactions.length > 0 ||
  fragments.some(isOfServer) ||
  imports.some(({ source, typeOnly }) => !typeOnly && isServerOnly(source));

/** Files that a server file loads, directly or through others; pages that a browser loads are not among them unless a server file asks for them. */
function findServed(
  { facts, heroku }: DetectInput,
  inFrontend: (path: string) => boolean,
  routes: readonly Route[],
  uses: Uses,
): ReadonlySet<string> {
  const entries = new Set(heroku.processes.map(({ entrypoint }) => entrypoint));
  const answering = new Set(routes.flatMap(({ evidence }) => evidence.map(({ path }) => path)));
  // A browser's own router, client calls and sockets look like a server's: in a frontend's folder only a route that is answered counts.
  const isStart = ({ path, marks, fragments }: FileFacts): boolean =>
    entries.has(path) ||
    (inFrontend(path) ? answering.has(path) : !marks.includes("frontend") && fragments.some(isOfServer));
  const starts = facts.filter(isStart);
  // A page in a frontend's folder is the browser's, also where shared code names it.
  const isPage = new Set(
    facts.filter(({ path, marks }) => marks.includes("frontend") && inFrontend(path)).map(({ path }) => path),
  );
  const found = new Set(starts.map(({ path }) => path));
  const waiting = [...found];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    for (const next of uses.get(path) ?? []) {
      if (found.has(next) || isPage.has(next)) continue;
      found.add(next);
      waiting.push(next);
    }
  }
  return found;
}
