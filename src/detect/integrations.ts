/** Names the outside services the code talks to, from SDKs, hosts and variables. */
import type { Integration } from "../model/app-model.js";
import type { SdkEntry } from "../model/catalogue.js";
import type { Evidence } from "../model/evidence.js";
import type { Literal } from "../model/file-facts.js";
import { byKeys } from "../text/order.js";
import { detectConfigVars } from "./config-vars.js";
import type { DetectInput } from "./input.js";
import { type Dependency, readDependencies } from "./integrations/dependencies.js";
import { hostMatches, hostOf } from "./integrations/hosts.js";

/** Evidence that a person can take in; the SDK's imports come first. */
const MOST = 20;

export function detectIntegrations(input: DetectInput): readonly Integration[] {
  const signs = collectSigns(input);
  return input.catalogues.sdks
    .map((sdk) => ({ id: sdk.id, evidence: evidenceOf(sdk, signs) }))
    .filter(({ evidence }) => evidence.length > 0)
    .sort(byKeys(({ id }) => id));
}

interface Signs {
  readonly packages: readonly Dependency[];
  readonly gems: readonly Dependency[];
  readonly pypi: readonly Dependency[];
  readonly go: readonly Dependency[];
  readonly names: readonly Dependency[];
  readonly hosts: readonly Dependency[];
}

function collectSigns(input: DetectInput): Signs {
  const tests = new Set(input.facts.filter(({ marks }) => marks.includes("test")).map(({ path }) => path));
  const vars = detectConfigVars(input).filter(({ declared, readAt }) => declared || readAt.length > 0);
  return {
    packages: importedPackages(input, tests),
    ...readDependencies(input.workspace, input.reader),
    names: vars.flatMap(({ name, readAt }) => {
      const at = readAt.length > 0 ? readAt : [{ path: "", note: `config var ${name}` }];
      return at.map((place) => ({ name, at: { ...place, note: `reads ${name}` } }));
    }),
    hosts: input.facts
      .filter(({ path }) => !tests.has(path))
      .flatMap(({ path, calls }) =>
        calls.flatMap(({ args, line }) =>
          args.flatMap(textsIn).flatMap((text) => {
            const host = hostOf(text);
            return host === null ? [] : [{ name: host, at: { path, line, note: `calls ${host}` } }];
          }),
        ),
      ),
  };
}

/** Import lines say more than a package list: they are the places that use it. */
function importedPackages({ facts, resolution }: DetectInput, tests: ReadonlySet<string>): readonly Dependency[] {
  const byPath = new Map(facts.map((file) => [file.path, file]));
  return resolution.packages.flatMap(({ name, usedBy }) =>
    usedBy
      .filter((path) => !tests.has(path))
      .map((path) => {
        const found = byPath.get(path)?.imports.find(({ source }) => source === name || source.startsWith(`${name}/`));
        return { name, at: { path, ...(found === undefined ? {} : { line: found.line }), note: `imports ${name}` } };
      }),
  );
}

function textsIn(value: Literal): readonly string[] {
  if (typeof value === "string") return [value];
  if (value === null || typeof value !== "object") return [];
  return Object.values(value).flatMap((item: Literal) => textsIn(item));
}

function evidenceOf(sdk: SdkEntry, signs: Signs): readonly Evidence[] {
  const found = [
    ...signs.packages.filter(({ name }) => sdk.npm.some((own) => packageMatches(own, name))),
    ...signs.gems.filter(({ name }) => sdk.gems.includes(name)),
    ...signs.pypi.filter(({ name }) => sdk.pypi.some((own) => own.toLowerCase() === name)),
    ...signs.go.filter(({ name }) => sdk.go.some((own) => name === own || name.startsWith(`${own}/`))),
    ...signs.hosts.filter(({ name }) => sdk.hosts.some((own) => hostMatches(own, name))),
    ...signs.names.filter(({ name }) => sdk.env.some((own) => nameMatches(own, name))),
  ];
  const unique = new Map<string, Evidence>();
  for (const { at } of found) {
    const key = `${at.path}:${at.line ?? 0}`;
    if (!unique.has(key)) unique.set(key, at);
  }
  return [...unique.values()].slice(0, MOST).sort(
    byKeys(
      ({ path }) => path,
      ({ line }) => line ?? 0,
    ),
  );
}

const packageMatches = (own: string, name: string): boolean =>
  own.endsWith("/*") ? name.startsWith(own.slice(0, -1)) : own === name;

const nameMatches = (own: string, name: string): boolean =>
  own.endsWith("*") ? name.startsWith(own.slice(0, -1)) : own === name;
