/** Turns answers from flags, a file or a person into the next text of `migration/decisions.yaml`. */
import { type Document, isMap, parse } from "yaml";
import type { Question } from "../model/decision.js";
import { UserError } from "../model/errors.js";
import type { Pin } from "../model/proposal.js";
import { refuseProblems } from "./decode.js";
import { DEFAULT_AUTH, DEFAULT_DATA, defaultLanguage } from "./defaults.js";
import { type Answer, openDocument, pathOf, printDocument, readAnswer, setAnswer } from "./document.js";
import type { Ground } from "./ground.js";
import { askQuestions } from "./questions.js";

export interface Settings {
  /** "services.billing.language=go"; the service by id or by name. */
  readonly set: readonly string[];
  /** Text and name of an answers file: the same shape as decisions.yaml. */
  readonly answers: { readonly text: string; readonly path: string } | null;
  /** What a person answered at a terminal, by question id. */
  readonly given: ReadonlyMap<string, Answer>;
  /** Taken by flag or at the terminal; the ground is cut by them already. */
  readonly pins?: readonly Pin[];
}

/** Everything known goes in, in the order default, file before, answers file, flags, person; checked before it is returned. */
export function settleDecisions(before: string | null, ground: Ground, settings: Settings): string {
  if (before !== null) refuseProblems(before, "migration/decisions.yaml");
  const questions = askQuestions(ground);
  const document = openDocument(before);
  for (const question of questions) {
    if (readAnswer(document, question.id) === undefined) setAnswer(document, question, question.default, "default");
  }
  fillModules(document, ground);
  if (settings.answers !== null) takeAnswersFile(document, questions, settings.answers, ground);
  bringServices(document, settings.set, ground);
  for (const text of settings.set) takeFlag(document, questions, text, ground);
  for (const question of questions) {
    const given = settings.given.get(question.id);
    if (given !== undefined) setAnswer(document, question, given, "user");
  }
  addPins(document, settings.pins ?? []);
  const text = printDocument(document);
  refuseProblems(text, "migration/decisions.yaml");
  return text;
}

function addPins(document: Document, pins: readonly Pin[]): void {
  const kept = (readAnswer(document, "pins") ?? []) as readonly Pin[];
  const known = new Set(kept.map(printPin));
  const added = pins.filter((pin) => !known.has(printPin(pin)));
  if (added.length === 0) return;
  if (!document.has("pins")) document.set("pins", document.createNode([]));
  for (const pin of added) document.addIn(["pins"], document.createNode(pin));
}

const printPin = ({ kind, a, b }: Pin): string => [kind, a, b].join("\0");

function fillModules(document: Document, { proposal }: Ground): void {
  for (const { id, modules } of proposal.services) {
    const path = ["services", id, "modules"];
    if (document.getIn(path) === undefined) document.setIn(path, document.createNode(modules));
  }
}

function takeFlag(document: Document, questions: readonly Question[], text: string, ground: Ground): void {
  const [name, answer] = splitFlag(text);
  takeAnswer(document, questions, canonicalId(document, name), answer, `--set ${text}`, ground);
}

function splitFlag(text: string): readonly [name: string, answer: Answer] {
  const at = text.indexOf("=");
  if (at < 1)
    throw new UserError(`--set takes key=value, not "${text}"`, { hint: "--set services.billing.language=go" });
  const name = text.slice(0, at).trim();
  const answer = parse(text.slice(at + 1)) as Answer;
  const listed = /^services\..+\.modules$/.test(name) && typeof answer === "string";
  return [name, listed ? answer.split(",").map((module) => module.trim()) : answer];
}

/** "services.edge.modules=[cards]" makes a service of the team's own, whatever was proposed; other flags may stand before it. */
function bringServices(document: Document, flags: readonly string[], ground: Ground): void {
  for (const id of flags.map((text) => canonicalId(document, splitFlag(text)[0]))) {
    const [head, key = "", field] = pathOf(id);
    if (head !== "services" || field !== "modules" || document.hasIn(["services", key])) continue;
    const fresh = {
      extract: true,
      name: key,
      language: defaultLanguage(ground),
      data: DEFAULT_DATA,
      auth: DEFAULT_AUTH,
    };
    document.setIn(["services", key], document.createNode({ ...fresh, by: "user" }));
  }
}

/** "services.billing.language" by the service's name, where no service has that id. */
function canonicalId(document: Document, id: string): string {
  const [head, key, field] = pathOf(id);
  if (head !== "services" || field === undefined) return id;
  const services = document.get("services");
  if (!isMap(services) || services.has(key)) return id;
  const named = services.items.find((pair) => isMap(pair.value) && pair.value.get("name") === key);
  return named === undefined ? id : `services.${String(named.key)}.${field}`;
}

function takeAnswer(
  document: Document,
  questions: readonly Question[],
  id: string,
  answer: Answer,
  source: string,
  ground: Ground,
): void {
  const question = questions.find((asked) => asked.id === id);
  if (question !== undefined) {
    setAnswer(document, question, answer, "user");
    return;
  }
  const [head = "", key] = pathOf(id);
  const known = ["services", "cuts", "broker", "addons", "processes", "frontends", "targets", "pins", "facts"];
  if (!known.includes(head)) throw new UserError(`${source}: unknown key "${head}"`, { hint: known.join(", ") });
  if (head === "services") refuseUnknownService(document, key ?? "", source, ground);
  if (head === "cuts" && !ground.proposal.cuts.some((cut) => cut.id === key)) {
    throw new UserError(`${source}: no cut is called "${key}"`, {
      hint: "migrate select --print-questions lists them",
    });
  }
  if (head === "frontends") {
    const names = ground.app.frontends.map(({ path }) => path);
    throw new UserError(`${source}: no frontend is called "${key}"`, {
      hint: names.length === 0 ? "the analysis found no frontend" : `the frontends are ${names.join(", ")}`,
    });
  }
  document.setIn(pathOf(id), document.createNode(answer));
}

function refuseUnknownService(document: Document, key: string, source: string, { proposal }: Ground): void {
  if (proposal.services.some(({ id }) => id === key) || document.hasIn(["services", key])) return;
  const known = proposal.services.map(({ id, name }) => (id === name ? id : `${id} (${name})`));
  const own = "--set services.NAME.modules=[MODULE, ...] makes one of modules, which migration/analysis.json lists";
  throw new UserError(`${source}: no service is called "${key}"`, {
    hint: known.length === 0 ? `none is proposed; ${own}` : `the services are ${known.join(", ")}; ${own}`,
  });
}

/** A service that the answers bring themselves must say which modules it is made of. */
function takeAnswersFile(
  document: Document,
  questions: readonly Question[],
  file: { readonly text: string; readonly path: string },
  ground: Ground,
): void {
  refuseProblems(file.text, file.path);
  const tree = (parse(file.text) ?? {}) as Record<string, unknown>;
  if ("services" in tree) keepOthersTogether(document, questions);
  for (const [head, value] of Object.entries(tree)) {
    if (head === "schema") continue;
    if (head !== "services" && head !== "cuts" && head !== "frontends" && head !== "broker") {
      document.setIn([head], document.createNode(value));
      continue;
    }
    const groups = head === "broker" ? [[null, value] as const] : Object.entries(value as Record<string, object>);
    for (const [key, fields] of groups) {
      if (key !== null && head === "services" && hasModules(fields)) ensureService(document, key);
      for (const [field, answer] of Object.entries(fields as Record<string, Answer>)) {
        if (field === "by" || field === "digest") continue;
        const id = key === null ? `${head}.${field}` : canonicalId(document, `${head}.${key}.${field}`);
        const line = lineOf(file.text, key ?? head);
        takeAnswer(document, questions, id, answer, `${file.path}:${line}`, ground);
      }
    }
  }
}

/** A file that names services names all that are to be extracted; what nobody answered stays in the monolith. */
function keepOthersTogether(document: Document, questions: readonly Question[]): void {
  for (const question of questions.filter(({ id }) => id.startsWith("services.") && id.endsWith(".extract"))) {
    const by = document.getIn([...pathOf(question.id).slice(0, -1), "by"]);
    if (by !== "user") setAnswer(document, question, false, "default");
  }
}

const hasModules = (fields: unknown): boolean => typeof fields === "object" && fields !== null && "modules" in fields;

function ensureService(document: Document, key: string): void {
  if (document.hasIn(["services", key]) || canonicalId(document, `services.${key}.name`) !== `services.${key}.name`)
    return;
  document.setIn(["services", key], document.createNode({}));
}

/** Line of a key in the file; keys stand first on their line. */
function lineOf(text: string, key: string): number {
  const found = text.split("\n").findIndex((line) => line.trim().replace(/^["']/, "").startsWith(key));
  return found + 1;
}
