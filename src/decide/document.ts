/** Turns answers into edits of `migration/decisions.yaml`, so that a person's comments and order survive. */
import { Document, isMap, parseDocument, Scalar, type YAMLMap } from "yaml";
import type { By, Question } from "../model/decision.js";

export type Answer = string | boolean | readonly string[];

const HEAD = ` What this team decided. Written by 'migrate select', yours to edit: comments survive.
 by: user is an answer that a person gave; by: default was taken unasked.`;

/** The document as it stands, or an empty one. Syntax errors stay in `errors`. */
export function openDocument(text: string | null): Document {
  const found = text === null ? null : parseDocument(text, { prettyErrors: true });
  if (found !== null && (found.contents !== null || found.errors.length > 0)) return found as unknown as Document;
  const made = new Document({ schema: "valueline/decisions/1" });
  made.commentBefore = HEAD;
  return made;
}

/** Ids hold dots and slashes, so a path is split by what a question says, never by guessing. */
export function pathOf(id: string): readonly string[] {
  const [head = "", ...rest] = id.split(".");
  if (rest.length < 2) return [head, ...rest];
  return [head, rest.slice(0, -1).join("."), rest.at(-1)!];
}

export const readAnswer = (document: Document, id: string): unknown => {
  const value = document.getIn(pathOf(id));
  return value !== null && typeof value === "object" && "toJSON" in value
    ? (value as { toJSON(): unknown }).toJSON()
    : value;
};

/** Sets one answer beside who gave it and the digest of what it rests on. */
export function setAnswer(document: Document, question: Question, answer: Answer, by: By): void {
  const path = pathOf(question.id);
  const parent = path.slice(0, -1);
  for (let depth = 1; depth < path.length; depth += 1) {
    if (!isMap(document.getIn(path.slice(0, depth)))) document.setIn(path.slice(0, depth), document.createNode({}));
  }
  const old = document.getIn(path, true);
  // Replaces the value inside its node: a comment on the line hangs on the node.
  if (old instanceof Scalar && !Array.isArray(answer)) old.value = answer;
  else document.setIn(path, document.createNode(answer));
  if (parent.length === 0) return;
  const holder = document.getIn(parent) as YAMLMap;
  if (by === "user" || !holder.has("by")) setScalar(holder, "by", by);
  setScalar(holder, "digest", question.digest);
}

function setScalar(map: YAMLMap, key: string, value: string): void {
  const old = map.get(key, true);
  if (old instanceof Scalar) old.value = value;
  else map.set(key, value);
}

export const printDocument = (document: Document): string => document.toString({ lineWidth: 0 });
