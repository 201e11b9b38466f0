/** `migrate manifests` as a person uses it: twice, with edits between, and with --strict. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { makeApp, runMigrate } from "./run-migrate.js";

const TARGETS = ["compose", "digitalocean", "fly", "heroku", "kubernetes", "micro", "render"] as const;
const APP = {
  Procfile: "web: node server.js\nworker: node worker.js\n",
  "package.json": '{"name":"shop","engines":{"node":"22.x"},"dependencies":{"express":"4.21.2"}}\n',
  "server.js": 'require("express")().listen(process.env.PORT);\n',
  "worker.js": "setInterval(() => {}, 1000);\n",
};
const MAIN: Readonly<Record<(typeof TARGETS)[number], string>> = {
  compose: "compose.yaml",
  digitalocean: "app.yaml",
  fly: "fly.toml",
  heroku: "monolith/app.json",
  kubernetes: "base/web.yaml",
  micro: "systemd/shop.target",
  render: "render.yaml",
};

const run = (app: string, ...args: readonly string[]) => runMigrate(["manifests", app, "--quiet", ...args]);

describe.each(TARGETS)("%s", (target) => {
  it("keeps a hand-edited manifest through a second run, and says so", () => {
    const app = makeApp(APP);
    expect(run(app, "--target", target).code).toBe(0);
    const path = join(app, "deploy", target, MAIN[target]);
    const written = readFileSync(path, "utf8");
    writeFileSync(path, `${written}\n# ours\n`);
    const again = run(app, "--target", target);
    expect(readFileSync(path, "utf8")).toBe(`${written}\n# ours\n`);
    expect(again.stderr).toMatch(new RegExp(`(?:drift|edited|kept)\\S* +deploy/${target}/${MAIN[target]}`));
  });

  it("writes the same bytes twice", () => {
    const first = makeApp(APP);
    const second = makeApp(APP);
    for (const app of [first, second]) run(app, "--target", target);
    for (const file of [MAIN[target], "FIDELITY.md"]) {
      const path = join("deploy", target, file);
      expect(readFileSync(join(first, path), "utf8")).toBe(readFileSync(join(second, path), "utf8"));
    }
    expect(run(first, "--target", target).stderr).not.toMatch(/^ {2}(?:create|update) /m);
  });
});

describe("--strict", () => {
  const scheduled = { ...APP, "app.json": '{"name":"shop","addons":["scheduler:standard"]}\n' };

  it("fails when something is lost, and names it", () => {
    const app = makeApp(scheduled);
    expect(run(app, "--target", "kubernetes").code).toBe(0);
    const strict = run(app, "--target", "kubernetes", "--strict");
    expect(strict.code).toBe(1);
    expect(strict.stderr).toContain("lost: schedule");
  });

  it.each(["compose", "kubernetes", "render", "digitalocean", "fly", "micro"])(
    "%s: an app that nobody here can build is not passed over",
    (target) => {
      const app = makeApp({ Procfile: "web: java -jar target/shop.jar\n", "pom.xml": "<project/>\n" });
      const { code, stderr } = run(app, "--target", target, "--strict");
      expect(code).toBe(1);
      expect(stderr).toMatch(/lost: build of the app: .*add the runtime and its build steps/);
      expect(run(app, "--target", "heroku").stderr).not.toContain("lost: build of the app");
    },
  );

  it("passes when nothing is", () => {
    const { code, stderr } = run(makeApp(APP), "--target", "kubernetes", "--strict");
    expect([code, stderr.match(/lost: .*/)]).toEqual([0, null]);
  });
});
