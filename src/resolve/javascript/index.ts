/** Turns the facts of JavaScript and TypeScript files into a Resolution. */
import type { Diagnostic } from "../../model/evidence.js";
import type { FileFacts } from "../../model/file-facts.js";
import { byKeys, byText } from "../../text/order.js";
import type { LanguageResolver, ResolveInput } from "../language.js";
import { linkFolderLoads } from "./folder-loads.js";
import { collectGlobs } from "./globs.js";
import { readManifests } from "./manifests.js";
import { linkFile } from "./references.js";
import { Specifiers } from "./specifiers.js";
import { Symbols } from "./symbols.js";
import { TsConfigs } from "./tsconfig.js";

const LANGUAGES = ["javascript", "typescript"];
const BUILT_IN = new Set(
  "assert async_hooks buffer child_process cluster console constants crypto dgram diagnostics_channel dns domain events fs http http2 https inspector module net os path perf_hooks process punycode querystring readline repl stream string_decoder sys test timers tls trace_events tty url util v8 vm wasi worker_threads zlib".split(
    " ",
  ),
);

export function resolveJavaScript({ facts, workspace, reader }: ResolveInput): LanguageResolver {
  const paths = workspace.files.map((file) => file.path);
  const configs = new TsConfigs(new Set(paths), reader);
  const own = facts.filter((one) => LANGUAGES.includes(one.language));
  const specifiers = new Specifiers(paths, readManifests(paths, reader), configs, collectGlobs(own));
  const symbols = new Symbols(own, specifiers);
  const references = [
    ...own.flatMap((one) => linkFile(one, symbols, specifiers)),
    ...linkFolderLoads(own, symbols, specifiers),
  ];
  const unresolved = own.flatMap((one) => missingImports(one, specifiers));
  return {
    languages: LANGUAGES,
    resolve: (path, origin) => symbols.resolve(path, origin),
    fileOf: (path, source) => {
      const resolved = specifiers.resolve(path, source);
      return resolved.kind === "file" ? resolved.path : null;
    },
    expand: (path, source) => specifiers.expand(path, source),
    references,
    packages: packagesOf(own, specifiers),
    diagnostics: [...configs.diagnostics, ...unresolved],
  };
}

function packagesOf(facts: readonly FileFacts[], specifiers: Specifiers): LanguageResolver["packages"] {
  const users = new Map<string, Set<string>>();
  for (const { path, imports } of facts) {
    for (const one of imports) {
      if (one.kind === "glob") continue;
      const resolved = specifiers.resolve(path, one.source);
      if (resolved.kind !== "package" || resolved.name.startsWith("node:") || BUILT_IN.has(resolved.name)) continue;
      const known = users.get(resolved.name);
      if (known === undefined) users.set(resolved.name, new Set([path]));
      else known.add(path);
    }
  }
  return [...users]
    .map(([name, usedBy]) => ({ name, usedBy: [...usedBy].sort(byText) }))
    .sort(byKeys((one) => one.name));
}

/** Files of other kinds that bundlers load. */
const ASSET =
  /\.(css|scss|sass|less|styl|svg|png|jpe?g|gif|webp|ico|woff2?|ttf|eot|mp[34]|wav|html?|txt|md|mdx|ya?ml|wasm|node|pug|hbs|ejs)$/i;

/** Written by a build or a code generator, so not in the repo. */
const GENERATED = /(^|\/)(__generated__|generated|dist|build|gen|\.next|node_modules)(\/|$)/;

function missingImports(facts: FileFacts, specifiers: Specifiers): readonly Diagnostic[] {
  const found = new Map<string, Diagnostic>();
  for (const one of facts.imports) {
    if (one.kind === "glob" || ASSET.test(one.source.replace(/\?.*$/, "")) || GENERATED.test(one.source)) continue;
    if (found.has(one.source) || specifiers.resolve(facts.path, one.source).kind !== "missing") continue;
    const message = `cannot find "${one.source}"`;
    found.set(one.source, { code: "import-unresolved", path: facts.path, line: one.line, message });
  }
  return [...found.values()];
}
