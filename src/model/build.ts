/** MonolithBuild: what an image of the monolith is built from, as its repo states it. */

export type PackageManager = "npm" | "yarn" | "pnpm" | "bundler" | "pip" | "pipenv" | "poetry" | "uv" | "go";

/** One language's part of the build; a Rails app with webpack has two. */
export interface BuildPart {
  readonly runtime: "ruby" | "node" | "python" | "go";
  /** "22", "3.3.4"; null where the repo does not say. */
  readonly version: string | null;
  readonly manager: PackageManager;
  /** Files that installing reads, copied before the code so that layers stay cached. Paths from the root. */
  readonly manifests: readonly string[];
  readonly locked: boolean;
  /** Yarn 2 and newer ("Berry"): its major version. */
  readonly berry?: number;
  /** Installing runs scripts of the repo or reads workspaces: all code must be there first. */
  readonly needsCode: boolean;
}

/** What a frontend's files are made from. */
export interface SiteBuild {
  /** The frontend's folder, as the analysis names it. */
  readonly path: string;
  /** Folder with the package.json of its build, "" for the root; null where nothing is built. */
  readonly folder: string | null;
  /** Its packages; null where nothing is built. */
  readonly part: BuildPart | null;
  /** Folder in which packages are installed: its own, or the root that holds the lockfile. */
  readonly home: string;
  readonly command: string | null;
  /** Folder that is served, from the root; null where it cannot be told. */
  readonly output: string | null;
  /** Its pages have addresses that the browser tells apart: one of them asked for from outside is index.html. */
  readonly pages: boolean;
}

/** What heroku-buildpack-static serves, as static.json says it; `${NAME}` stands for a config var. */
export interface StaticSite {
  /** Folder that is served, from the repo's root. */
  readonly root: string;
  /** /about answers with about.html. */
  readonly cleanUrls: boolean;
  readonly httpsOnly: boolean;
  readonly canonicalHost: string | null;
  readonly errorPage: string | null;
  /** Patterns with `*` and `**`, in their order. */
  readonly routes: readonly { readonly pattern: string; readonly target: string }[];
  readonly redirects: readonly { readonly path: string; readonly url: string; readonly status: number }[];
  readonly proxies: readonly { readonly path: string; readonly origin: string }[];
  /** The last pattern that fits a path decides. */
  readonly headers: readonly {
    readonly pattern: string;
    readonly values: readonly (readonly [name: string, value: string])[];
  }[];
}

/** One of several that heroku.yml builds. */
export interface OwnImage {
  readonly name: string;
  readonly dockerfile: string;
  /** Stage that Heroku stops at; null: the last. */
  readonly target: string | null;
  /** Process types that run in it; "release" is the release phase. */
  readonly types: readonly string[];
  readonly line: number;
}

export interface MonolithBuild {
  /** The part that the processes run in comes first. */
  readonly parts: readonly BuildPart[];
  /** Shell commands that make assets, in order. */
  readonly assets: readonly { readonly command: string; readonly because: string }[];
  /** Debian packages of the Aptfile. */
  readonly aptPackages: readonly string[];
  /** The repo's own Dockerfile, where heroku.yml builds with it. */
  readonly dockerfile: string | null;
  /** What heroku.yml builds beside that. */
  readonly images?: readonly OwnImage[];
  /** Go: packages with a main function, by binary name. */
  readonly commands: readonly { readonly name: string; readonly path: string }[];
  /** Debian packages that native dependencies need to compile, and to run. */
  readonly headers: readonly string[];
  readonly libraries: readonly string[];
  readonly sites?: readonly SiteBuild[];
  /** The app is a site of files and nothing else. */
  readonly staticSite?: StaticSite;
}
