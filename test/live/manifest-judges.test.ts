/** Every target's files before a judge that nobody here wrote: the awkward plan and the fixtures. */
import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { emitManifests, platforms } from "../../src/emit/platforms/index.js";
import { awkwardPlan, QUOTED, SIZES } from "../emit/platforms/awkward-plan.js";
import { judges, output, verdict } from "./judges/judge.js";

const ROOT = join(import.meta.dirname, "../..");
const FIXTURES = readdirSync(join(ROOT, "fixtures")).filter((name) => existsSync(join(ROOT, "fixtures", name, "app")));
const folder = mkdtempSync(join(tmpdir(), "manifest-judges-"));

beforeAll(() => {
  judges();
  for (const name of FIXTURES) {
    const targets = platforms.flatMap(({ id }) => ["--target", id]);
    const args = [
      join(ROOT, "bin/migrate.js"),
      "manifests",
      join(ROOT, "fixtures", name, "app"),
      "--quiet",
      "--no-cache",
      "--out",
      join(folder, name),
      ...targets,
    ];
    execFileSync(process.execPath, args, { stdio: ["ignore", "ignore", "pipe"] });
  }
  for (const platform of platforms) {
    for (const { path, content } of emitManifests(awkwardPlan(), platform, SIZES).artifacts) {
      mkdirSync(dirname(join(folder, "awkward", path)), { recursive: true });
      writeFileSync(join(folder, "awkward", path), content);
    }
  }
}, 900_000);

afterAll(() => rmSync(folder, { recursive: true }));

describe.each(["awkward", ...FIXTURES])("%s", (name) => {
  const deploy = join(folder, name, "deploy");

  it("kubernetes: kustomize build and kubernetes-validate --strict", () => {
    const root = join(deploy, "kubernetes");
    for (const part of [
      "overlays/staging",
      "overlays/production",
      ...(existsSync(join(root, "release")) ? ["release"] : []),
    ]) {
      const built = join(root, `${part.replace("/", "-")}.built.yaml`);
      writeFileSync(built, output("bin/kustomize", ["build", part], root));
      expect(verdict("venv/bin/kubernetes-validate", ["--strict", "--quiet", built], root)).toBe("");
    }
  }, 120_000);

  it("compose: compose-go's loader and dclint", () => {
    const root = join(deploy, "compose");
    copyFileSync(join(root, "config.env.example"), join(root, "config.env"));
    writeFileSync(join(root, ".env"), readFileSync(join(root, ".env.example"), "utf8").replace(/=$/gm, "=secret"));
    const commands = JSON.parse(output("bin/compose-load", ["compose.yaml"], root)) as Readonly<
      Record<string, readonly string[]>
    >;
    if (name === "awkward") expect(commands["sidekiq-critical"]).toEqual([QUOTED]);
    expect(verdict("npm/node_modules/.bin/dclint", ["--max-warnings", "0", "compose.yaml"], root)).toBe("");
  }, 120_000);

  it("images: hadolint", () => {
    const images = join(deploy, "images");
    for (const dockerfile of readdirSync(images).filter((path) => path.endsWith("Dockerfile"))) {
      expect(verdict("venv/bin/hadolint", [dockerfile], images)).toBe("");
    }
  });

  it("digitalocean: doctl apps spec validate --schema-only", () => {
    expect(
      verdict("bin/doctl", ["apps", "spec", "validate", "--schema-only", "app.yaml"], join(deploy, "digitalocean")),
    ).toBe("");
  });

  it("fly: Python's TOML parser", () => {
    const files = readdirSync(join(deploy, "fly")).filter((path) => path.endsWith(".toml"));
    const script = "import tomllib, sys; [tomllib.load(open(path, 'rb')) for path in sys.argv[1:]]";
    expect(verdict("venv/bin/python", ["-c", script, ...files], join(deploy, "fly"))).toBe("");
  });

  it("scripts: bash -n", () => {
    for (const script of [
      "kubernetes/deploy.sh",
      "kubernetes/run.sh",
      "fly/deploy.sh",
      "heroku/setup.sh",
      "images/entrypoint.sh",
    ]) {
      execFileSync("bash", ["-n", join(deploy, script)]);
    }
  });
});
