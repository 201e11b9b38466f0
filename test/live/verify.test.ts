/**
 * `migrate verify` on a real Docker Engine, started here with a folder and a socket of its own: neobank-node with its
 * card API split off in TypeScript. Base images are stand-ins under the official names (stand-ins.ts says what each lacks).
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { emitManifests, platforms } from "../../src/emit/platforms/index.js";
import { SIZES, sitePlan } from "../emit/platforms/awkward-plan.js";
import { DockerEngine, splitFixture } from "./docker-engine.js";
import { makeStandIn, nginxStandIn, nodeStandIn, postgresStandIn, redisStandIn } from "./stand-ins.js";

const engine = new DockerEngine();
const app = join(engine.folder, "app");
const values = join(engine.folder, "values.env");
const verify: DockerEngine["verify"] = (_, args, run) => engine.verify(app, ["--env-file", values, ...args], run);

beforeAll(async () => {
  splitFixture("neobank-node", app);
  writeFileSync(values, "DATABASE_SSL=off\n");
  await engine.start();
  makeStandIn(engine.host, redisStandIn("redis:7.4-bookworm"));
  makeStandIn(engine.host, postgresStandIn("postgres:16-bookworm"));
  makeStandIn(engine.host, nodeStandIn("node:20-bookworm-slim"));
  // The machine has one Node: the service's line gets the same.
  engine.docker(["tag", "node:20-bookworm-slim", "node:22.21.1-bookworm-slim"]);
  makeStandIn(engine.host, nginxStandIn("nginx:1.28-bookworm"));
  // The engine keeps the layers, so that the runs below take the seconds of their own matter and not a build each.
  engine.buildAhead(app, "deploy/images/monolith.Dockerfile");
  engine.buildAhead(app, "deploy/images/gateway.Dockerfile");
  engine.buildAhead(join(app, "services/cards"), "Dockerfile");
}, 1_500_000);

afterAll(() => engine.remove());

describe("verify", () => {
  it("boots monolith, service and gateway, asks both, sends an event through the broker, and touches only its own", async () => {
    const foreign = engine.docker(["run", "-d", "redis:7.4-bookworm"]).trim();
    const { code, out, err } = await verify(app, []);
    expect(out, err).not.toContain("FAILED");
    expect(code, out + err).toBe(0);
    for (const row of [
      /ok +cards +image +built from services\/cards\/Dockerfile/,
      /ok +postgres +ready/,
      /ok +redis +ready/,
      /ok +release +release phase/,
      /ok +cards-release +release phase/,
      /ok +web +health +GET \/health -> 200/,
      /ok +worker/,
      /ok +clock/,
      /ok +cards +health +GET \/readyz -> 200/,
      /ok +gateway +request to web +GET \/health -> 200/,
      // Nobody is logged in: the monolith's own refusal, by way of the gateway.
      /ok +gateway +request to cards +GET \/\S+ -> (?:401|302)/,
      /ok +cards +message +event account\.changed, taken from the broker/,
    ])
      expect(out).toMatch(row);
    expect(engine.left()).toBe("");
    expect(engine.docker(["ps", "-q", "--no-trunc"]).trim()).toBe(foreign);
    engine.docker(["rm", "-f", foreign]);
  }, 900_000);

  it("reports a service that is killed", async () => {
    let killed = false;
    const { code, out } = await verify(app, [], {
      during(err) {
        if (killed || !err.includes("starting gateway")) return;
        killed = true;
        engine.docker(["kill", engine.docker(["ps", "-q", "--filter", "name=-cards$"]).trim()]);
      },
    });
    expect(code).toBe(1);
    expect(out).toMatch(/FAILED +cards +.*killed \(exit code 137\)/);
    expect(engine.left()).toBe("");
  }, 900_000);

  it.each([
    ["SIGINT", "starting web", 130],
    ["SIGTERM", "building cards", 143],
  ] as const)(
    "cleans up after %s while %s, and touches nobody else's container, network or image",
    async (signal, moment, status) => {
      let sent = false;
      // Somebody else's, under names like ours.
      const foreign = engine.docker(["run", "-d", "--name", "valueline-verify-theirs", "redis:7.4-bookworm"]).trim();
      engine.docker(["network", "create", "valueline-verify-theirs"]);
      const before = engine.docker(["images", "-q"]);
      const { code, err } = await verify(app, [], {
        during(text, child) {
          if (sent || !text.includes(moment)) return;
          sent = true;
          child.kill(signal);
        },
      });
      expect(sent).toBe(true);
      expect(code).toBe(status);
      expect(err).toContain("interrupted; everything it made is removed");
      expect(err).not.toContain("bug in valueline");
      expect(engine.left()).toBe("");
      expect(engine.docker(["ps", "-aq", "--no-trunc"]).trim()).toBe(foreign);
      expect(engine.docker(["network", "ls", "--format", "{{.Name}}"])).toContain("valueline-verify-theirs");
      expect(engine.docker(["images", "-q"])).toBe(before);
      engine.docker(["rm", "-f", foreign]);
      engine.docker(["network", "rm", "valueline-verify-theirs"]);
    },
    900_000,
  );

  it("leaves everything with --keep until the next run", async () => {
    const { err } = await verify(app, ["--keep", "--timeout", "1"]);
    expect(err).toContain("kept: everything labelled valueline.verify=");
    expect(engine.docker(["ps", "-aq", "--filter", "label=valueline.verify"])).not.toBe("");
    await verify(app, ["--timeout", "0"]);
    expect(engine.left()).toBe("");
  }, 900_000);

  it("ends cleanly when the engine stops in the middle, and the next run sweeps what is left", async () => {
    let stopped: Promise<void> | null = null;
    const { code, err } = await verify(app, [], {
      during(text) {
        if (stopped === null && text.includes("starting release")) stopped = engine.stop();
      },
    });
    await stopped;
    expect(code).toBe(2);
    expect(err).toContain("the Docker Engine went away");
    expect(err).not.toContain("bug in valueline");
    await engine.start();
    await verify(app, ["--timeout", "1"]);
    expect(engine.left()).toBe("");
  }, 900_000);

  it("says so when no engine answers", async () => {
    const { code, err } = await verify(app, [], { host: "unix:///nonexistent/docker.sock" });
    expect(code).toBe(2);
    expect(err).toContain("no Docker Engine answers");
  });
});

describe("the image of a frontend", () => {
  const context = join(engine.folder, "site");
  const network = "site-test";
  const run = (...args: readonly string[]): string =>
    engine.docker(["run", "-d", "--network", network, ...args]).trim();
  const ask = (path: string, accept: string): string =>
    engine.docker([
      ...["run", "--rm", "--network", network, "node:20-bookworm-slim", "node", "-e"],
      `fetch("http://site:8080${path}", { headers: { accept: "${accept}" } }).then(async (r) => console.log(r.status, await r.text()))`,
    ]);

  beforeAll(() => {
    const plan = sitePlan();
    const { artifacts } = emitManifests(plan, platforms.find(({ id }) => id === "compose")!, SIZES);
    const write = (path: string, content: string): void => {
      mkdirSync(dirname(join(context, path)), { recursive: true });
      writeFileSync(join(context, path), content);
    };
    for (const { path, content } of artifacts.filter(({ path }) => path.startsWith("deploy/images/")))
      write(path, content);
    write(
      "client/package.json",
      JSON.stringify({ name: "client", version: "1.0.0", scripts: { build: "node build.js" } }),
    );
    write(
      "client/package-lock.json",
      JSON.stringify({ name: "client", version: "1.0.0", lockfileVersion: 3, packages: { "": {} } }),
    );
    write(
      "client/build.js",
      'require("fs").mkdirSync("dist"); require("fs").writeFileSync("dist/index.html", "built " + process.env.NODE_ENV);',
    );
    engine.docker(["tag", "node:20-bookworm-slim", `node:${plan.site!.part!.version!.split(".")[0]}-bookworm-slim`]);
    engine.docker(["build", "-q", "-t", "site-image", "-f", join(context, "deploy/images/site.Dockerfile"), context]);
    engine.docker(["network", "create", network]);
    const app =
      'require("http").createServer((q, r) => { r.statusCode = q.url.startsWith("/api") ? 200 : 404; r.end("app " + q.url); }).listen(3000)';
    run("--name", "app", "node:20-bookworm-slim", "node", "-e", app);
  }, 300_000);

  it("is built, serves as nobody in particular from a disk that cannot be written, and passes on what is the app's", async () => {
    const hardened = [
      "--read-only",
      "--cap-drop",
      "ALL",
      "--tmpfs",
      "/tmp:mode=1777",
      "--tmpfs",
      "/var/cache/nginx:mode=1777",
    ];
    const site = run("--name", "site", ...hardened, "-e", "BEHIND_ADDRESS=app:3000", "site-image");
    await expect.poll(() => ask("/", "text/html"), { timeout: 30_000 }).toBe("200 built production\n");
    expect(ask("/api/cards?x=1", "application/json")).toBe("200 app /api/cards?x=1\n");
    expect(ask("/cards/7", "text/html")).toBe("200 built production\n");
    expect(ask("/cards/7", "*/*")).toBe("404 app /cards/7\n");
    expect(engine.docker(["exec", site, "id", "-u"])).toBe("1000\n");
    expect(() => engine.docker(["exec", site, "touch", "/srv/site/new"])).toThrow(/Read-only file system/);
  }, 120_000);
});
