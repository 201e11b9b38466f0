/** Finds folders whose code runs in a browser: what is drawn there, and what no server file asks for. */
import type { FileFacts } from "../../model/file-facts.js";
import type { Fragment } from "../../model/fragments.js";
import { byText } from "../../text/order.js";
import { isOwn } from "../data/sources.js";
import type { DetectInput } from "../input.js";

/** Facts that only a server has. Routes are not among them: a page's own `client.post("/x")` looks like one. */
const SERVER: ReadonlySet<Fragment["kind"]> = new Set(["job", "queue", "model", "table"]);
/** Packages that no browser can load. */
const SERVER_ONLY =
  /^(node:)?(fs|fs\/promises|http|https|net|tls|dgram|child_process|cluster|worker_threads|os|readline|vm)$|^(express|koa|koa-router|@koa\/\w+|fastify|@nestjs\/(core|common)|@hapi\/hapi|pg|mysql2?|mongoose|mongodb|sequelize|sequelize-typescript|typeorm|knex|ioredis|redis|bull|bullmq|nodemailer|passport|aws-sdk|@aws-sdk\/.+|@prisma\/client|kysely)$/;
export const isServerOnly = (source: string): boolean => SERVER_ONLY.test(source);

const NAMED = /(^|\/)(client|frontend|front-end|webapp|browser|spa|web-client)$/;
/** Smaller ones are a page or two of the server's. */
const FEWEST_FILES = 3;
const SHARE_DRAWN = 0.4;
/** A store of a page may be called a queue. */
const SHARE_SERVING = 0.03;
const SHARE_ASKED_FOR = 0.2;

interface Folder {
  readonly path: string;
  readonly files: FileFacts[];
}

export function findBrowserFolders(input: DetectInput, below: string): readonly string[] {
  const server = serverFiles(input);
  const folders = groupFolders(
    input.facts.filter((file) => isOwn(file) && isScript(file) && isBelow(file.path, below)),
  );
  const found: string[] = [];
  for (const folder of [...folders].sort((a, b) => byText(a.path, b.path))) {
    if (folder.path === below || found.some((one) => isBelow(folder.path, one))) continue;
    if (isBrowserFolder(folder, server)) found.push(folder.path);
  }
  return found;
}

const isScript = (file: FileFacts): boolean => file.language === "javascript" || file.language === "typescript";
const isBelow = (path: string, folder: string): boolean => folder === "" || path.startsWith(`${folder}/`);
const isDrawn = (file: FileFacts): boolean => file.marks.includes("frontend");

/** Files that serve, store or queue, and all that they load. */
function serverFiles({ facts, resolution }: DetectInput): ReadonlySet<string> {
  const next = new Map<string, string[]>();
  for (const { from, to, kind, note } of resolution.references) {
    // Loaders by pattern reach too far.
    if (kind === "type" || (note !== undefined && note !== "re-export")) continue;
    const list = next.get(from);
    if (list === undefined) next.set(from, [to]);
    else list.push(to);
  }
  const seen = new Set(facts.filter((file) => !isDrawn(file) && serves(file)).map((file) => file.path));
  for (const path of seen) for (const other of next.get(path) ?? []) seen.add(other);
  return seen;
}

const serves = (file: FileFacts): boolean =>
  file.fragments.some((fragment) => SERVER.has(fragment.kind)) ||
  file.imports.some((one) => !one.typeOnly && isServerOnly(one.source));

/** Calls that hang an app into a page. */
const MOUNTS: readonly (readonly [source: RegExp, names: RegExp])[] = [
  [/^react-dom(\/client)?$/, /^(createRoot|hydrateRoot|render|hydrate|default|\*)$/],
  [/^preact$/, /^(render|hydrate)$/],
  [/^vue$/, /^(createApp|createSSRApp|default)$/],
  [/^svelte$/, /^mount$/],
  [/^solid-js\/web$/, /^(render|hydrate)$/],
  [/^@angular\/platform-browser(-dynamic)?$/, /^(bootstrapApplication|platformBrowserDynamic)$/],
];

/** A package that starts a page by itself and serves nothing; a library of components starts none. */
export function isBrowserPackage({ facts }: DetectInput, below: string): boolean {
  const files = facts.filter((file) => isOwn(file) && isScript(file) && isBelow(file.path, below));
  const serving = files.filter((file) => serves(file) && !isDrawn(file)).length;
  const mounts = (file: FileFacts): boolean =>
    file.imports.some(({ source, names }) =>
      MOUNTS.some(([from, name]) => from.test(source) && names.some(({ imported }) => name.test(imported))),
    );
  return files.length >= FEWEST_FILES && serving / files.length <= SHARE_SERVING && files.some(mounts);
}

/** Every folder with all the files at any depth below it. */
function groupFolders(files: readonly FileFacts[]): readonly Folder[] {
  const folders = new Map<string, Folder>();
  for (const file of files) {
    const steps = file.path.split("/").slice(0, -1);
    for (let depth = 1; depth <= steps.length; depth++) {
      const path = steps.slice(0, depth).join("/");
      const folder = folders.get(path) ?? { path, files: [] };
      folder.files.push(file);
      folders.set(path, folder);
    }
  }
  return [...folders.values()];
}

function isBrowserFolder({ path, files }: Folder, server: ReadonlySet<string>): boolean {
  const serving = files.filter((file) => serves(file) && !isDrawn(file)).length;
  if (files.length < FEWEST_FILES || serving / files.length > SHARE_SERVING) return false;
  const asked = files.filter((file) => server.has(file.path)).length;
  if (asked / files.length > SHARE_ASKED_FOR) return false;
  return NAMED.test(path) || files.filter(isDrawn).length / files.length >= SHARE_DRAWN;
}
