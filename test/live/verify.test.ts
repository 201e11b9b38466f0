/**
 * `migrate verify` on a real Docker Engine, started here with a folder and a socket of its own: neobank-node with its
 * card API split off in TypeScript. Base images are stand-ins under the official names (stand-ins.ts says what each lacks).
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
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
    ["SIGINT", "starting web"],
    ["SIGTERM", "building cards"],
  ] as const)(
    "cleans up after %s while %s",
    async (signal, moment) => {
      let sent = false;
      const { code, err } = await verify(app, [], {
        during(text, child) {
          if (sent || !text.includes(moment)) return;
          sent = true;
          child.kill(signal);
        },
      });
      expect(sent).toBe(true);
      expect(code).toBe(2);
      expect(err).toContain("interrupted; everything it made is removed");
      expect(err).not.toContain("bug in valueline");
      expect(engine.left()).toBe("");
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
