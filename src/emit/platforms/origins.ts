/** Says of every field that a target emits which facts it states, or why it is there; printed below them in FIDELITY.md. */
import type { Artifact } from "../../model/artifact.js";
import { code, escapeCell, table } from "../../text/markdown.js";
import { type Fact, FEATURES, type Feature, type Subject } from "./facts.js";

/** A kind of rows of the facts table, or one row by its name. */
export type Stated = Subject["is"] | Feature;

export interface FieldOrigin {
  /**
   * Names of fields as the file nests them, `services.*.mem_limit`; lists add `[]`, `*` stands for any text, and
   * Kubernetes' objects begin with their kind. The first origin whose name fits a field is the field's.
   */
  readonly fields: readonly string[];
  /** Facts that the field states; their rows name file and line, or the endpoint that a capture asked. */
  readonly states: readonly Stated[];
  /** What no fact of the source says: the target's own form, or a choice with its reason. */
  readonly because: string;
}

export const states = (facts: readonly Stated[], ...fields: readonly string[]): FieldOrigin => ({
  fields,
  states: facts,
  because: "",
});

export const because = (reason: string, ...fields: readonly string[]): FieldOrigin => ({
  fields,
  states: [],
  because: reason,
});

const ROWS: Readonly<Record<Exclude<Subject["is"], "feature">, string>> = {
  command: "process …",
  quantity: "process …: quantity",
  size: "process …: size",
  singleton: "process …: singleton",
  autoscaling: "process …: autoscaling",
  drain: "drain …",
  release: "release phase",
  addon: "addon …",
  config: "config var …",
  schedule: "schedule …",
  domain: "domain …",
  script: "script …",
  buildpack: "buildpack …",
  stack: "stack …",
  image: "image …",
  build: "build of the app",
  environment: "environment …",
  frontend: "frontend …",
  service: "service …",
  routes: "routes answered by …",
};

const isFeature = (stated: Stated): stated is Feature => (FEATURES as readonly string[]).includes(stated);
const rowName = (stated: Stated): string => (isFeature(stated) || stated === "feature" ? stated : ROWS[stated]);

/** Whether a field, by its name, has this pattern. */
export function fits(pattern: string, field: string): boolean {
  const [first = "", ...parts] = pattern.split("*");
  if (parts.length === 0) return pattern === field;
  if (!field.startsWith(first)) return false;
  const last = parts.pop()!;
  let at = first.length;
  for (const part of parts) {
    const found = field.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return field.endsWith(last) && field.length - last.length >= at;
}

export const originOf = (origins: readonly FieldOrigin[], field: string): FieldOrigin | undefined =>
  origins.find(({ fields }) => fields.some((pattern) => fits(pattern, field)));

/** Facts of the source that an origin speaks of. */
export const factsOf = ({ states: stated }: FieldOrigin, facts: readonly Fact[]): readonly Fact[] =>
  facts.filter(({ subject }) => stated.includes(subject.is === "feature" ? subject.feature : subject.is));

/** Rows for what the files hold: an origin none of whose fields is in any of them says nothing. */
export function printOrigins(
  origins: readonly FieldOrigin[],
  artifacts: readonly Artifact[],
  facts: readonly Fact[],
): string {
  // A file is a key too: a Procfile has no other name above its processes.
  const text = artifacts.map(({ path, content }) => `${path.split("/").at(-1)}:\n${content}`).join("\n");
  const rows = origins.flatMap((origin) => {
    const fields = origin.fields.filter((field) => holds(text, lastKey(field)));
    return fields.length === 0 ? [] : [[fields.map(code).join(", "), escapeCell(printSource(origin, facts))]];
  });
  return table(["field", "comes from"], rows);
}

/** As a key of YAML, JSON, TOML or a unit; part of a key stands anywhere. */
const holds = (text: string, key: string): boolean =>
  /^\w[\w-]*$/.test(key) ? new RegExp(`(?:^|[\\s"[.])${key}(?:"?\\s*[:=]|\\])`, "m").test(text) : text.includes(key);

const lastKey = (field: string): string => field.replace(/(?:\[\]|\.?\*|\.\{\})+$/, "").replace(/^.*[.*\]]/, "");

function printSource(origin: FieldOrigin, facts: readonly Fact[]): string {
  if (origin.because !== "") return origin.because;
  const known = origin.states.filter((stated) => factsOf({ ...origin, states: [stated] }, facts).length > 0);
  return `the row of ${(known.length > 0 ? known : origin.states).map((stated) => code(rowName(stated))).join(", ")}`;
}
