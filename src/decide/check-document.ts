/** Turns a decisions document into a list of what is wrong with it, each with its line. */
import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
} from "yaml";
import { RESERVED_NAMES } from "./defaults.js";

export interface Problem {
  readonly line: number;
  readonly message: string;
}

type Shape =
  | { readonly one: readonly string[] }
  | { readonly map: Readonly<Record<string, Shape>> }
  | { readonly each: Shape }
  | { readonly list: Shape }
  | "text"
  | "number"
  | "boolean";

const BY: Shape = { one: ["user", "default"] };
const AUTH = ["ask-monolith", "token", "jwt", "api-key", "public"];

const SHAPE: Shape = {
  map: {
    schema: { one: ["valueline/decisions/1"] },
    services: {
      each: {
        map: {
          extract: "boolean",
          name: "text",
          modules: { list: "text" },
          language: { one: ["typescript", "go"] },
          data: { one: ["shared-schema", "own-schema", "own-database"] },
          auth: { one: [...AUTH, "undecided"] },
          routes: { each: { one: [...AUTH, "monolith"] } },
          by: BY,
          digest: "text",
        },
      },
    },
    cuts: { each: { map: { transport: { one: ["api", "event"] }, by: BY, digest: "text" } } },
    broker: { map: { choice: { one: ["redis", "nats", "rabbitmq"] }, by: BY, digest: "text" } },
    addons: { each: { map: { as: "text", run: { one: ["managed", "self"] }, by: BY, digest: "text" } } },
    frontends: { each: { map: { host: { one: ["monolith", "static"] }, by: BY, digest: "text" } } },
    processes: {
      each: {
        map: {
          quantity: "number",
          memory: "number",
          singleton: "boolean",
          autoscaling: { map: { min: "number", max: "number" } },
        },
      },
    },
    targets: { list: "text" },
    pins: { list: { map: { kind: { one: ["with", "apart"] }, a: "text", b: "text" } } },
    facts: {
      map: {
        schedules: { list: { map: { name: "text", when: "text", timezone: "text", runs: "text" } } },
        tasks: { list: { map: { service: "text", name: "text", queue: "text" } } },
        secrets: { each: "text" },
        traffic: { each: "number" },
      },
    },
  },
};

/** Syntax, unknown keys, wrong types and values, and names that cannot be folders and hosts. */
export function checkText(text: string): readonly Problem[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    return document.errors.map(({ pos, message }) => ({ line: lines.linePos(pos[0]).line, message }));
  }
  const problems: Problem[] = [];
  const say = (node: Node | null | undefined, message: string): void => {
    problems.push({ line: lines.linePos(node?.range?.[0] ?? 0).line, message });
  };
  checkNode(document.contents as Node | null, SHAPE, "", say);
  checkNames(document as unknown as Document, say);
  checkSites(document as unknown as Document, say);
  return problems;
}

type Say = (node: Node | null | undefined, message: string) => void;

function checkNode(node: Node | null | undefined, shape: Shape, at: string, say: Say): void {
  if (node === null || node === undefined || (isScalar(node) && node.value === null)) return;
  if (typeof shape === "string") checkScalar(node, shape, at, say);
  else if ("one" in shape) checkChoice(node, shape.one, at, say);
  else if ("list" in shape) checkList(node, shape.list, at, say);
  else if (isMap(node)) checkMap(node as YAMLMap<Node, Node>, shape, at, say);
  else say(node, `${at === "" ? "the file" : at} must be a map`);
}

function checkChoice(node: Node, choices: readonly string[], at: string, say: Say): void {
  const value = isScalar(node) ? String(node.value) : "";
  if (!choices.includes(value)) say(node, `${at} is one of ${choices.join(", ")}, not "${value}"`);
}

function checkList(node: Node, item: Shape, at: string, say: Say): void {
  if (!isSeq(node)) say(node, `${at} must be a list`);
  else for (const [i, found] of node.items.entries()) checkNode(found as Node, item, `${at}[${i}]`, say);
}

type MapShape = Extract<Shape, { readonly map: unknown } | { readonly each: unknown }>;

function checkMap(node: YAMLMap<Node, Node>, shape: MapShape, at: string, say: Say): void {
  for (const pair of node.items) {
    const key = isScalar(pair.key) ? String(pair.key.value) : "";
    const inner = "map" in shape ? shape.map[key] : shape.each;
    const path = at === "" ? key : `${at}.${key}`;
    if (inner === undefined) {
      say(
        pair.key,
        `unknown key "${key}"${at === "" ? "" : ` in ${at}`}; known: ${Object.keys((shape as { map: object }).map).join(", ")}`,
      );
    } else checkNode(pair.value, inner, path, say);
  }
}

function checkScalar(node: Node, kind: "text" | "number" | "boolean", at: string, say: Say): void {
  const value = isScalar(node) ? node.value : undefined;
  const wanted = kind === "text" ? "string" : kind;
  if (typeof value !== wanted && !(kind === "text" && typeof value === "number")) say(node, `${at} must be a ${kind}`);
}

function checkNames(document: Document, say: Say): void {
  const services = document.get("services");
  if (!isMap(services)) return;
  const seen = new Map<string, string>();
  for (const pair of services.items as Pair<Node, Node>[]) {
    const id = isScalar(pair.key) ? String(pair.key.value) : "";
    const node = isMap(pair.value) ? (pair.value.get("name", true) as Node | undefined) : undefined;
    if (!isScalar(node) || typeof node.value !== "string") continue;
    const name = node.value;
    if (!/^[a-z][a-z0-9-]{0,39}$/.test(name) || name.endsWith("-")) {
      say(node, `services.${id}.name "${name}" must be lower-case letters, digits and dashes (a folder and a host)`);
    } else if (RESERVED_NAMES.has(name)) say(node, `services.${id}.name "${name}" is a reserved word`);
    const other = seen.get(name);
    if (other !== undefined) say(node, `services.${id}.name "${name}" is also the name of services.${other}`);
    seen.set(name, id);
  }
}

/** Files and the API share one address: two sites cannot both stand in front of it. */
function checkSites(document: Document, say: Say): void {
  const frontends = document.get("frontends");
  if (!isMap(frontends)) return;
  const hosts = (frontends.items as Pair<Node, Node>[]).flatMap(({ key, value }) => {
    const host = isMap(value) ? (value.get("host", true) as Node | undefined) : undefined;
    return isScalar(host) && host.value === "static" ? [{ path: isScalar(key) ? String(key.value) : "", host }] : [];
  });
  for (const { path, host } of hosts.slice(1))
    say(
      host,
      `frontends.${path}.host: ${hosts[0]!.path} is static already, and only one site can answer at the app's address`,
    );
}
