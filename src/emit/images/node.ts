/** Turns a Node app into its Dockerfile, and a second language's Node part into build steps. */
import type { BuildPart } from "../../model/build.js";
import { baseOf } from "./bases.js";
import {
  aptInstall,
  assetSteps,
  copyCode,
  copyManifests,
  finish,
  type ImageInput,
  partOf,
  printDockerfile,
  sayBase,
} from "./stages.js";

export const nodeBase = (part: BuildPart): string => baseOf(part).image;

/** Node's images have no corepack from 25 on (nodejs/node#51981). */
const lacksCorepack = (part: BuildPart): boolean => Number(/^node:(\d+)/.exec(nodeBase(part))?.[1]) >= 25;
const COREPACK = "npm install --global corepack@0.34.7";

/** devcenter "Node.js support": development dependencies are there while building, and pruned after. */
export function nodeInstall(part: BuildPart): readonly string[] {
  const commands: Readonly<Record<string, string>> = {
    npm: part.locked ? "npm ci --include=dev" : "npm install --include=dev",
    yarn:
      part.berry !== undefined
        ? "corepack enable && yarn install --immutable"
        : "corepack enable && yarn install --frozen-lockfile --production=false",
    pnpm: "corepack enable && pnpm install --frozen-lockfile --prod=false",
  };
  const corepack = part.manager !== "npm" && lacksCorepack(part) ? `${COREPACK} && ` : "";
  return [`RUN ${corepack}${commands[part.manager]}`];
}

function nodePrune(part: BuildPart): readonly string[] {
  if (part.manager === "npm") return ["RUN npm prune --omit=dev --ignore-scripts"];
  if (part.manager === "pnpm") return ["RUN CI=true pnpm prune --prod --ignore-scripts"];
  if (part.berry !== undefined) return berryPrune(part.berry);
  return ["RUN yarn install --frozen-lockfile --production --ignore-scripts --prefer-offline"];
}

/**
 * `workspaces focus` is built in from Yarn 4 on. It runs the root's install hooks again, whose tools are development
 * dependencies and gone by then, and has no option against it.
 */
const berryPrune = (major: number): readonly string[] => [
  [
    "RUN npm pkg delete scripts.preinstall scripts.install scripts.postinstall \\",
    ...(major < 4 ? [" && yarn plugin import workspace-tools \\"] : []),
    " && yarn workspaces focus --all --production",
  ].join("\n"),
];

export function nodeDockerfile(input: ImageInput): string {
  const part = partOf(input, "node")!;
  const { headers, libraries, aptPackages } = input.build;
  return printDockerfile([
    ...sayBase([part]),
    `FROM ${nodeBase(part)} AS build`,
    'SHELL ["/bin/bash", "-o", "pipefail", "-c"]',
    ...aptInstall(["build-essential", "ca-certificates", "git", "python3", ...headers]),
    "WORKDIR /app",
    ...copyManifests(part),
    ...nodeInstall(part),
    ...copyCode([part]),
    ...assetSteps(input, "NODE_ENV=production "),
    ...nodePrune(part),
    "",
    `FROM ${nodeBase(part)}`,
    ...aptInstall([...libraries, ...aptPackages]),
    "ENV NODE_ENV=production",
    "WORKDIR /app",
    "COPY --from=build --chown=1000:1000 /app /app",
    ...finish(input),
    "",
  ]);
}

/** Node beside another language, from the official image, so that assets build. */
export const nodeBeside = (part: BuildPart): readonly string[] => [
  "COPY --from=node /usr/local/bin/node /usr/local/bin/node",
  "COPY --from=node /usr/local/lib/node_modules /usr/local/lib/node_modules",
  "RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm \\",
  " && ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx \\",
  lacksCorepack(part)
    ? ` && ${COREPACK}`
    : " && ln -s ../lib/node_modules/corepack/dist/corepack.js /usr/local/bin/corepack",
  ...(part.manager === "yarn" ? ["RUN corepack enable yarn"] : []),
];
