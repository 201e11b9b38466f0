/** The names of all fields of an emitted file, by the parser of its own format. */
import { execFileSync } from "node:child_process";
import { parseAllDocuments } from "yaml";
import type { Artifact } from "../../../src/model/artifact.js";

/** Names of all fields below a value, as origins write them. */
function namesOf(value: unknown, at: string): readonly string[] {
  if (Array.isArray(value)) return value.length === 0 ? [`${at}[]`] : value.flatMap((one) => namesOf(one, `${at}[]`));
  if (value === null || typeof value !== "object") return [at];
  const entries = Object.entries(value);
  if (entries.length === 0) return [`${at}.{}`];
  return entries.flatMap(([key, one]) => namesOf(one, at === "" ? key : `${at}.${key}`));
}

const TOML = "import json, sys, tomllib; print(json.dumps(tomllib.loads(sys.stdin.read())))";

function namesInUnit(content: string): readonly string[] {
  let section = "";
  return content.split("\n").flatMap((line) => {
    section = /^\[(\w+)\]$/.exec(line)?.[1] ?? section;
    const key = /^(\w+)=/.exec(line)?.[1];
    return key === undefined ? [] : [`${section}.${key}`];
  });
}

export function fieldsOf({ path, content }: Pick<Artifact, "path" | "content">): readonly string[] {
  if (/\.ya?ml$/.test(path))
    return parseAllDocuments(content, { merge: true }).flatMap((document) => {
      const value = document.toJS() as { readonly kind?: string; readonly apiVersion?: string };
      return namesOf(value, value?.apiVersion === undefined ? "" : (value.kind ?? ""));
    });
  if (path.endsWith(".json")) return namesOf(JSON.parse(content), "");
  if (path.endsWith(".toml"))
    return namesOf(JSON.parse(execFileSync("python3", ["-c", TOML], { input: content, encoding: "utf8" })), "");
  if (/\.(?:service|timer|target)$/.test(path)) return namesInUnit(content);
  if (path.endsWith("Procfile")) return [...content.matchAll(/^(\S+?):/gm)].map(([, type]) => `Procfile.${type}`);
  return [];
}
