/** Builds a DetectInput over a Rails app, from a folder or from texts in the test, without the pipeline. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { DetectInput } from "../../src/detect/input.js";
import { composeRuby } from "../../src/detect/routes/rails.js";
import type { FileFacts } from "../../src/model/file-facts.js";
import { resolveReferences } from "../../src/resolve/index.js";
import { parseText } from "../parse/ruby/read-app.js";

function inputOf(facts: readonly FileFacts[], texts: ReadonlyMap<string, string>): DetectInput {
  const files = [...texts.keys()].sort().map((path) => ({ path, digest: "", size: 0, executable: false }));
  const workspace = { files, skipped: [] };
  const reader = { read: (path: string) => texts.get(path) ?? null, bytes: () => null };
  return {
    facts,
    workspace,
    reader,
    resolution: resolveReferences(facts, workspace, reader),
    heroku: {
      name: null,
      sources: [],
      stack: null,
      buildpacks: [],
      processes: [],
      addons: [],
      configVars: [],
      environments: [],
      domains: [],
      scripts: [],
      cost: null,
      schedules: [],
      diagnostics: [],
    },
    catalogues: { pricesRead: "", addons: [], sdks: [], dynoSizes: [], buildpacks: [] },
  } as unknown as DetectInput;
}

export function detectInputOf(root: string): DetectInput {
  const texts = new Map<string, string>();
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    texts.set(relative(root, path), readFileSync(path, "utf8"));
  }
  return detectInputFrom(Object.fromEntries(texts));
}

/** An app given as path -> text. */
export function detectInputFrom(app: Readonly<Record<string, string>>): DetectInput {
  const texts = new Map(Object.entries(app));
  const facts = [...texts]
    .filter(([path]) => /\.(rb|ru|rake|erb|haml|slim|jbuilder)$/.test(path))
    .map(([path, text]) => parseText(path, text));
  return inputOf(
    facts.sort((a, b) => (a.path < b.path ? -1 : 1)),
    texts,
  );
}

/** Routes of an app whose route file holds just this. */
export const draw = (body: string, more: Readonly<Record<string, string>> = {}) =>
  composeRuby(
    detectInputFrom({
      "config/application.rb": "module Shop; class Application < Rails::Application; end; end",
      "config/routes.rb": `Rails.application.routes.draw do\n${body}\nend\n`,
      ...more,
    }),
  );
