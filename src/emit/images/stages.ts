/** Small pieces of Dockerfiles that all languages share. */
import type { BuildPart, MonolithBuild } from "../../model/build.js";
import type { HerokuApp } from "../../model/heroku-app.js";
import { baseOf } from "./bases.js";

export interface ImageInput {
  readonly build: MonolithBuild;
  readonly heroku: HerokuApp;
  /** ENV lines of the build stage. */
  readonly framework: string | null;
}

export const partOf = ({ build }: ImageInput, runtime: BuildPart["runtime"]): BuildPart | null =>
  build.parts.find((part) => part.runtime === runtime) ?? null;

/** hadolint asks for pinned Debian packages; the pinned base image's release pins them already. */
export function aptInstall(packages: readonly string[]): readonly string[] {
  if (packages.length === 0) return [];
  return [
    "# hadolint ignore=DL3008",
    "RUN apt-get update \\",
    ` && apt-get install --yes --no-install-recommends ${[...new Set(packages)].sort().join(" ")} \\`,
    " && rm -rf /var/lib/apt/lists/*",
  ];
}

/** `COPY` with the folders kept where a manifest lies below the root. */
export function copyManifests(part: BuildPart): readonly string[] {
  if (part.needsCode)
    return ["# Installing runs the repo's own scripts or reads its workspaces: it needs the code.", "COPY . ."];
  const root = part.manifests.filter((path) => !path.includes("/"));
  const below = part.manifests.filter((path) => path.includes("/"));
  return [...(root.length > 0 ? [`COPY ${root.join(" ")} ./`] : []), ...below.map((path) => `COPY ${path} ./${path}`)];
}

export const copyCode = (parts: readonly (BuildPart | null)[]): readonly string[] =>
  parts.some((part) => part?.needsCode === true) ? [] : ["COPY . ."];

/** Heroku's own user is not root either; uid 1000 is what the manifests name. */
export const runtimeUser = (home = "/app"): readonly string[] => [
  `RUN if ! id -u 1000 >/dev/null 2>&1; then useradd --uid 1000 --home-dir ${home} --shell /bin/bash app; fi`,
];

/** As few RUN layers as steps: a changed step rebuilds only what follows it. */
export const assetSteps = (input: ImageInput, env: string): readonly string[] =>
  input.build.assets.map(({ command, because }) => `# ${because}\nRUN ${env}${command}`);

export function finish(input: ImageInput): readonly string[] {
  const web =
    input.heroku.processes.find(({ type }) => type === "web") ??
    input.heroku.processes.find(({ role }) => role === "web");
  return [
    "COPY deploy/images/entrypoint.sh /usr/local/bin/entrypoint",
    "USER 1000:1000",
    "EXPOSE 8080",
    'ENTRYPOINT ["bash", "/usr/local/bin/entrypoint"]',
    ...(web === undefined ? [] : [`CMD [${JSON.stringify(web.command)}]`]),
  ];
}

/** Said where the image is not of the version that the repo asks for. */
export const sayBase = (parts: readonly (BuildPart | null)[]): readonly string[] =>
  parts.flatMap((part) => (part === null ? [] : (baseOf(part).note ?? []))).map((note) => `# ${note}.`);

/** One text; steps stay layers of their own, so that a changed one rebuilds only what follows (hadolint would merge them). */
export function printDockerfile(lines: readonly string[]): string {
  const printed: string[] = [];
  let afterRun = false;
  for (const line of lines.flatMap((text) => text.split("\n"))) {
    if (line.startsWith("RUN ") && afterRun) printed.push("# hadolint ignore=DL3059");
    if (/^[A-Z]/.test(line)) afterRun = line.startsWith("RUN ");
    printed.push(line);
  }
  return printed.join("\n");
}
