/** Turns a plan into the Node side of the cut: the identity endpoint of an Express app. */
import type { Artifact } from "../../model/artifact.js";
import type { Plan } from "../../model/plan.js";
import type { Sources } from "../sources.js";
import { printExpressIdentity } from "./express-identity.js";
import { printFilePatch } from "./patch.js";
import { refuseWithoutMonolithSide } from "./refuse.js";

const FOLDER = "valueline";

export function emitNode(plan: Plan, sources: Sources): readonly Artifact[] {
  const asks = plan.services.some(({ routes }) => routes.some(({ auth }) => auth === "ask-monolith"));
  const told = plan.events.some(({ from }) => from === "monolith");
  const viaEndpoint = plan.services.some(({ enqueues }) => enqueues.some(({ wire }) => wire === "endpoint"));
  const express = plan.monolith.framework === "express";
  if (told || viaEndpoint || (asks && !express)) refuseWithoutMonolithSide(plan);
  if (!asks) return [];
  const home = findApp(sources);
  const esm = isEsm(home?.path ?? "", sources);
  // A typed app loads it too: the extension says which kind of module it is.
  const path = `${FOLDER}/identity.${esm ? "mjs" : "cjs"}`;
  const file = (at: string, content: string, because: string): Artifact => ({
    path: at,
    content,
    policy: "generated",
    because,
  });
  return [
    file(path, printExpressIdentity(plan.services, esm), "tells the gateway who is calling"),
    file(
      "migration/monolith.patch",
      home === null ? "" : printPatch(home, path, esm),
      "edits of files that you own; git apply it",
    ),
  ];
}

interface Home {
  readonly path: string;
  readonly text: string;
  /** Line of "const app = express()", from 0, and the variable's name. */
  readonly line: number;
  readonly name: string;
}

/** The file that makes the app: the one nearest to the root. */
function findApp({ paths, read }: Sources): Home | null {
  const scripts = paths.filter(
    (path) => /\.(js|cjs|mjs|ts)$/.test(path) && !/(^|\/)(test|tests|spec|node_modules|services|deploy)\//.test(path),
  );
  const found = scripts.flatMap((path): Home[] => {
    const text = read(path) ?? "";
    const lines = text.split("\n");
    const line = lines.findIndex((content) =>
      /\b(?:const|let|var)\s+\w+(?::\s*[\w.]+)?\s*=\s*express\(\)/.test(content),
    );
    const name = line < 0 ? null : /\b(?:const|let|var)\s+(\w+)/.exec(lines[line]!);
    return name === null ? [] : [{ path, text, line, name: name[1]! }];
  });
  const depth = ({ path }: Home): number => path.split("/").length;
  return [...found].sort((a, b) => depth(a) - depth(b))[0] ?? null;
}

function isEsm(path: string, { read }: Sources): boolean {
  if (path.endsWith(".mjs")) return true;
  if (path.endsWith(".cjs")) return false;
  return (read("package.json") ?? "").includes('"type": "module"') || path.endsWith(".ts");
}

function printPatch({ path, text, line, name }: Home, module: string, esm: boolean): string {
  const up = "../".repeat(path.split("/").length - 1) || "./";
  const indent = /^\s*/.exec(text.split("\n")[line]!)![0];
  const call = `${indent}addIdentity(${name});`;
  const load = esm
    ? { after: 0, lines: [`import { addIdentity } from "${up}${module}";`] }
    : { after: line, lines: [`${indent}const { addIdentity } = require("${up}${module}");`] };
  return printFilePatch(path, text, [load, { after: line + 1, lines: [call] }]);
}
