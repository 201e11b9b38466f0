/** Joins declared config vars with every place that reads them. */
import type { Evidence } from "../model/evidence.js";
import type { ConfigVar } from "../model/heroku-app.js";
import { byKeys } from "../text/order.js";
import { isSecretName } from "../text/secrets.js";
import { readCommandVars } from "./config/command-vars.js";
import { readEnvironmentVars } from "./config/environment-vars.js";
import { readErbVars } from "./config/erb-vars.js";
import { readExampleVars } from "./config/example-vars.js";
import { readNodeConfigVars } from "./config/node-config-vars.js";
import { readStaticJsonVars } from "./config/static-json-vars.js";
import type { VarRead } from "./config/var-read.js";
import type { DetectInput } from "./input.js";

/** Set by any machine, meant by no team. */
const AMBIENT = new Set(
  "HOME PATH USER USERNAME LOGNAME PWD OLDPWD SHELL TMPDIR TEMP TMP TERM EDITOR VISUAL DISPLAY COLUMNS LINES APPDATA LOCALAPPDATA USERPROFILE SHLVL _".split(
    " ",
  ),
);
/** Injected ones that a framework reads though no line of the app does. */
const FRAMEWORK_READ = new Set(
  "PORT NODE_ENV RAILS_ENV RACK_ENV RAILS_LOG_TO_STDOUT RAILS_SERVE_STATIC_FILES SECRET_KEY_BASE".split(" "),
);

export function detectConfigVars(input: DetectInput): readonly ConfigVar[] {
  const inlined = findInlined(input);
  const reads = groupReads([
    ...readCodeVars(input).filter(({ name, at }) => !isInlined(name, at.path, inlined)),
    ...readEnvironmentVars(input),
    ...readExampleVars(input),
    ...readNodeConfigVars(input),
    ...readErbVars(input),
    ...readStaticJsonVars(input),
    ...readCommandVars(input.heroku),
    ...readMasterKey(input),
  ]);
  const known = new Map(input.heroku.configVars.map((entry) => [entry.name, entry]));
  const addons = new Set(input.heroku.addons.map(({ service }) => service));
  const vars: ConfigVar[] = [];
  for (const name of new Set([...known.keys(), ...reads.keys()])) {
    const entry = known.get(name) ?? undeclared(name);
    const readAt = reads.get(name) ?? [];
    if (isWorthNaming(entry, readAt, addons)) vars.push({ ...entry, readAt });
  }
  return vars.sort(byKeys(({ name }) => name));
}

const undeclared = (name: string): ConfigVar => ({
  name,
  declared: false,
  required: false,
  generated: false,
  secret: isSecretName(name),
  injectedBy: null,
  refersTo: null,
  readAt: [],
});

function isWorthNaming(entry: ConfigVar, readAt: readonly Evidence[], addons: ReadonlySet<string>): boolean {
  if (entry.declared || FRAMEWORK_READ.has(entry.name)) return true;
  if (AMBIENT.has(entry.name) || entry.name.startsWith("npm_")) return false;
  // What only tests read configures the tests.
  const read = readAt.some(({ note }) => note !== "test");
  return read || (entry.injectedBy !== null && addons.has(entry.injectedBy));
}

function readCodeVars({ facts }: DetectInput): readonly VarRead[] {
  return facts.flatMap(({ path, env, marks }) =>
    env.map(({ name, line }) => ({ name, at: { path, line, ...(marks.includes("test") ? { note: "test" } : {}) } })),
  );
}

interface Inlined {
  /** Folder of the Next app, with its slash; "" at the root. */
  readonly below: string;
  readonly config: string;
  readonly names: readonly string[];
}

/** What a Next app's own config sets at build time. */
const findInlined = ({ facts }: DetectInput): readonly Inlined[] =>
  facts.flatMap(({ path, fragments }) =>
    fragments.flatMap((one) =>
      one.kind === "setting" && one.name === "env" && /(^|\/)next\.config\.\w+$/.test(path) && Array.isArray(one.value)
        ? [{ below: path.slice(0, path.lastIndexOf("/") + 1), config: path, names: one.value.map(String) }]
        : [],
    ),
  );

const isInlined = (name: string, path: string, inlined: readonly Inlined[]): boolean =>
  inlined.some((one) => path !== one.config && path.startsWith(one.below) && one.names.includes(name));

/** Rails decrypts its credentials with it, though no line of the app names it. https://guides.rubyonrails.org/security.html#custom-credentials */
function readMasterKey({ workspace }: DetectInput): readonly VarRead[] {
  return workspace.files
    .filter(({ path }) => /(^|\/)config\/credentials(\/production)?\.yml\.enc$/.test(path))
    .map(({ path }) => ({ name: "RAILS_MASTER_KEY", at: { path, note: "decrypts it" } }));
}

function groupReads(reads: readonly VarRead[]): ReadonlyMap<string, readonly Evidence[]> {
  const groups = new Map<string, Map<string, Evidence>>();
  for (const { name, at } of reads) {
    const group = groups.get(name) ?? new Map<string, Evidence>();
    group.set(`${at.path}:${at.line ?? 0}`, at);
    groups.set(name, group);
  }
  const inOrder = byKeys<Evidence>(
    ({ path }) => path,
    ({ line }) => line ?? 0,
  );
  return new Map([...groups].map(([name, group]) => [name, [...group.values()].sort(inOrder)]));
}
