/** Turns the package manifests of the workspace into what each builds: bundler, output, scripts. */
import type { DetectInput } from "../input.js";

export interface Bundle {
  /** Folder of the manifest, "" for the root. */
  readonly folder: string;
  readonly manifest: string;
  readonly framework: string | null;
  readonly build: string | null;
  readonly output: string | null;
  /** Has dependencies that serve HTTP. */
  readonly serves: boolean;
}

/** Dependency -> what it makes of the sources, the most telling first. */
const FRAMEWORKS: readonly (readonly [dependency: string, framework: string, output: string])[] = [
  ["@angular/core", "angular", "dist"],
  ["react-scripts", "create-react-app", "build"],
  ["@vue/cli-service", "vue-cli", "dist"],
  ["gatsby", "gatsby", "public"],
  ["ember-source", "ember", "dist"],
  ["svelte", "svelte", "dist"],
  ["vue", "vue", "dist"],
  ["preact", "preact", "dist"],
  ["solid-js", "solid", "dist"],
  ["react-dom", "react", "dist"],
  ["angular", "angularjs", "dist"],
];
const BUNDLERS: readonly string[] = ["vite", "webpack", "parcel", "rollup", "esbuild", "@rspack/core", "browserify"];
/** These render on a server of their own: a web process, not static files. */
const RENDERS = ["next", "nuxt", "@remix-run/node", "@sveltejs/kit", "blitz", "@redwoodjs/web"];
const SERVERS = [
  "express",
  "koa",
  "fastify",
  "@nestjs/core",
  "@hapi/hapi",
  "hapi",
  "restify",
  "@apollo/server",
  "apollo-server",
  "uWebSockets.js",
  "hono",
];

export function readBundles({ workspace, reader }: DetectInput): readonly Bundle[] {
  return workspace.files.flatMap(({ path }) => {
    if (path !== "package.json" && !path.endsWith("/package.json")) return [];
    const manifest = parseManifest(reader.read(path));
    return manifest === null ? [] : [toBundle(path, manifest)];
  });
}

interface Manifest {
  readonly dependencies: ReadonlySet<string>;
  readonly scripts: Readonly<Record<string, unknown>>;
}

function parseManifest(text: string | null): Manifest | null {
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    if (!isRecord(value)) return null;
    const names = [value["dependencies"], value["devDependencies"]].flatMap((one) =>
      isRecord(one) ? Object.keys(one) : [],
    );
    return { dependencies: new Set(names), scripts: isRecord(value["scripts"]) ? value["scripts"] : {} };
  } catch {
    // A manifest that does not parse is reported where names and versions are read.
    return null;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function toBundle(path: string, { dependencies, scripts }: Manifest): Bundle {
  const has = (name: string) => dependencies.has(name);
  const found = FRAMEWORKS.find(([dependency]) => has(dependency));
  const bundler = BUNDLERS.find(has);
  const script = ["build:client", "build:frontend", "client:build", "build", "bundle", "heroku-postbuild"].find(
    (name) => typeof scripts[name] === "string",
  );
  const renders = RENDERS.some(has);
  return {
    folder: path.slice(0, Math.max(0, path.length - "/package.json".length)),
    manifest: path,
    framework: found?.[1] ?? null,
    build: script === undefined || renders ? null : `npm run ${script}`,
    output: found?.[2] ?? (bundler === undefined ? null : "dist"),
    serves: renders || SERVERS.some(has),
  };
}
