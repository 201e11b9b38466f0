/** Which Node and which Yarn a repo asks for: the long-term line that Heroku's buildpack would accept, and what corepack needs. */
import { expect, it } from "vitest";
import { nodeDockerfile, nodeInstall } from "../../src/emit/images/node.js";
import type { HerokuApp } from "../../src/model/heroku-app.js";
import { findNode } from "../../src/plan/build-parts.js";

const repo = (files: Readonly<Record<string, string>>) => ({
  has: (path: string) => path in files,
  read: (path: string) => files[path] ?? null,
  paths: Object.keys(files),
});
const versionOf = (node: string | undefined, nvmrc?: string): string | null | undefined =>
  findNode(
    repo({
      "package.json": JSON.stringify(node === undefined ? {} : { engines: { node } }),
      ...(nvmrc === undefined ? {} : { ".nvmrc": nvmrc }),
    }),
  )?.version;

it.each([
  [">=6.0.0", "24"],
  ["^20.19.0 || >=22", "24"],
  ["20.x || 22.x", "22"],
  [">=20.12 <21 || 22 || 24 <24.17.0 || 26 <26.3.1", "24"],
  ["26.x", "26"],
  ["~6.11", "6"],
  ["v18.17.0", "18"],
  ["not a range", null],
])("engines %s: %s", (range, major) => {
  expect(versionOf(range)).toBe(major);
});

it("reads .nvmrc where package.json says nothing", () => {
  expect(versionOf(undefined, "26\n")).toBe("26");
  expect(versionOf(undefined, "lts/*\n")).toBeNull();
  expect(versionOf(undefined)).toBeNull();
});

it("brings corepack where Node's image has none", () => {
  const part = (node: string) =>
    findNode(repo({ "package.json": JSON.stringify({ engines: { node } }), "yarn.lock": "" }))!;
  expect(nodeInstall(part("26.x"))).toEqual([
    "RUN npm install --global corepack@0.34.7 && corepack enable && yarn install --frozen-lockfile --production=false",
  ]);
  expect(nodeInstall(part("22.x"))[0]).not.toContain("npm install --global");
});

it.each([
  ["of package.json", { packageManager: "yarn@4.11.0" }, "nodeLinker: node-modules\n", false],
  ["of yarnPath", {}, "yarnPath: .yarn/releases/yarn-3.6.1.cjs\n", true],
])("drops development dependencies with the Yarn %s", (_, manifest, yarnrc, plugin) => {
  const files = { "package.json": JSON.stringify(manifest), "yarn.lock": "", ".yarnrc.yml": yarnrc };
  const build = {
    parts: [findNode(repo(files))!],
    assets: [{ command: "yarn run build", because: "package.json: build" }],
    aptPackages: [],
    dockerfile: null,
    commands: [],
    headers: [],
    libraries: [],
  };
  const text = nodeDockerfile({ build, heroku: { processes: [] } as unknown as HerokuApp, framework: null });
  const prune = text.indexOf("yarn workspaces focus --all --production");
  expect(text.includes("yarn plugin import workspace-tools")).toBe(plugin);
  expect(prune).toBeGreaterThan(text.indexOf("RUN NODE_ENV=production yarn run build"));
  expect(prune).toBeLessThan(text.lastIndexOf("FROM node:"));
});
