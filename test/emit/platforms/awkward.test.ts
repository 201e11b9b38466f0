/** The awkward fixtures, by the command itself, on every target: what each process runs is read back from the files. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { platforms } from "../../../src/emit/platforms/index.js";
import { REPO, runMigrate } from "../../cli/run-migrate.js";
import { READ_BACK, type ReadBack } from "./read-back.js";

const TARGETS = platforms.map(({ id }) => id);
const folder = mkdtempSync(join(tmpdir(), "awkward-"));

interface Row {
  readonly fact: string;
  readonly outcome: string;
  readonly how: string;
}
const rows = new Map<string, Readonly<Record<string, readonly Row[]>>>();

function emit(name: string): void {
  const fixture = join(REPO, "fixtures", name);
  const capture = existsSync(join(fixture, "capture")) ? ["--capture", join(fixture, "capture")] : [];
  const targets = TARGETS.flatMap((id) => ["--target", id]);
  const out = ["--out", join(folder, name), "--json", "--quiet", "--no-cache"];
  const { code, stdout, stderr } = runMigrate(["manifests", join(fixture, "app"), ...capture, ...targets, ...out]);
  expect(code, stderr).toBe(0);
  rows.set(name, JSON.parse(stdout) as Readonly<Record<string, readonly Row[]>>);
}

const deploy = (name: string, ...path: readonly string[]): string => join(folder, name, "deploy", ...path);
const text = (name: string, ...path: readonly string[]): string => readFileSync(deploy(name, ...path), "utf8");
const row = (name: string, target: string, fact: string): Row =>
  rows.get(name)![target]!.find((one) => one.fact === fact)!;

afterAll(() => rmSync(folder, { recursive: true }));

/** type -> slug on targets that need one. */
const SLUGS: Readonly<Record<string, string>> = {
  App_Server: "app-server",
  Mail_Sender: "mail-sender",
  "mail-sender": "mail-sender-2",
  "0123": "n0123",
  "1e3": "n1e3",
};

/** As Heroku reads the Procfile: everything behind the first ": " of a line. */
function procfileOf(name: string): readonly (readonly [string, string])[] {
  return readFileSync(join(REPO, "fixtures", name, "app/Procfile"), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => [line.slice(0, line.indexOf(": ")), line.slice(line.indexOf(": ") + 2)] as const);
}

function expectSame(name: string, target: string, quantities: Readonly<Record<string, number>>): void {
  const found: Readonly<Record<string, ReadBack>> = READ_BACK[target]!(deploy(name, target));
  for (const [type, command] of procfileOf(name)) {
    const slug = target === "heroku" ? type : (SLUGS[type] ?? type);
    expect([target, slug, found[slug]?.command]).toEqual([target, slug, command]);
    if (type in quantities) expect([slug, found[slug]!.quantity]).toEqual([slug, quantities[type]]);
  }
}

describe("awkward-processes", () => {
  beforeAll(() => emit("awkward-processes"), 120_000);

  it.each(TARGETS)(
    "%s keeps commands with quotes, $VAR and &&, three release commands, and a worker at zero",
    (target) => {
      // Compose holds one port of the host for what is public, and says so.
      const App_Server = target === "compose" ? 1 : 2;
      expectSame("awkward-processes", target, { App_Server, Mail_Sender: 3, "mail-sender": 1, sleeper: 0, clock: 1 });
      expect(row("awkward-processes", target, "process sleeper: quantity").outcome).toBe(
        ["digitalocean", "render"].includes(target) ? "approximated" : "kept",
      );
    },
  );

  it("sends HTTP to the web process of another name, on every target that has a router", () => {
    const name = "awkward-processes";
    const compose = parse(text(name, "compose/compose.yaml")) as { services: Record<string, { ports?: unknown[] }> };
    expect(Object.keys(compose.services).filter((slug) => compose.services[slug]!.ports)).toEqual(["app-server"]);
    expect(text(name, "kubernetes/overlays/production/ingress.yaml")).toContain("name: app-server");
    const spec = parse(text(name, "digitalocean/app.yaml")) as { ingress: { rules: { component: object }[] } };
    expect(spec.ingress.rules[0]!.component).toMatchObject({ name: "app-server" });
    const blueprint = parse(text(name, "render/render.yaml")) as { services: { type: string; name: string }[] };
    expect(blueprint.services.filter(({ type }) => type === "web").map((one) => one.name)).toEqual(["app-server"]);
    expect(text(name, "fly/fly.toml")).toMatch(/\[http_service\][^[]*processes = \["app-server"\]/);
    expect(text(name, "micro/systemd/my-app-2nd-app-server@.service")).toContain("PORT=");
  });

  it("never doubles the clock", () => {
    expect(text("awkward-processes", "kubernetes/base/clock.yaml")).toMatch(/type: Recreate/);
    for (const target of TARGETS)
      expect(row("awkward-processes", target, "process clock: singleton").outcome).not.toBe("lost");
  });

  it("takes names that Kubernetes refuses", () => {
    expect(text("awkward-processes", "kubernetes/overlays/production/kustomization.yaml")).toContain(
      "namespace: my-app-2nd-production",
    );
  });
});

describe("awkward-values", () => {
  beforeAll(() => emit("awkward-values"), 120_000);

  it.each(TARGETS)("%s keeps what YAML misreads, in names and in commands", (target) =>
    expectSame("awkward-values", target, { yes: 1, "1e3": 1, "0123": 1, null: 1 }),
  );

  it.each(TARGETS)("%s names all 300 variables and more, and no value", (target) => {
    const answered = new Set(rows.get("awkward-values")![target]!.map(({ fact }) => fact));
    const { env } = JSON.parse(readFileSync(join(REPO, "fixtures/awkward-values/app/app.json"), "utf8")) as {
      env: Readonly<Record<string, unknown>>;
    };
    const names = [...Array.from({ length: 300 }, (_, index) => `SETTING_${String(index).padStart(3, "0")}`)];
    for (const variable of [...names, ...Object.keys(env)]) expect(answered).toContain(`config var ${variable}`);
    expect(answered.has("config var NO")).toBe(true);
  });

  it("keeps names like NO and ON strings where YAML 1.1 reads a boolean", () => {
    const [deployment] = parseAllDocuments(text("awkward-values", "kubernetes/base/web.yaml"), { version: "1.1" });
    const object = deployment!.toJS() as {
      spec: {
        template: {
          spec: { containers: { env: { name: unknown; valueFrom?: { secretKeyRef: { key: unknown } } }[] }[] };
        };
      };
    };
    const { env } = object.spec.template.spec.containers[0]!;
    for (const { name } of env) expect(typeof name).toBe("string");
    for (const wanted of ["NO", "ON", "NULL", "TRUE"]) {
      const entry = env.find(({ name }) => name === wanted)!;
      expect(entry.valueFrom!.secretKeyRef.key).toBe(wanted);
    }
  });
});

describe("awkward-addons", () => {
  const name = "awkward-addons";
  beforeAll(() => emit(name), 120_000);

  it.each(TARGETS)("%s tells two Postgres and two Redis apart, and never makes the shared one", (target) => {
    expect(row(name, target, "addon heroku-postgresql:standard-0").outcome).not.toBe("lost");
    expect(row(name, target, "addon heroku-postgresql:mini as ANALYTICS").outcome).not.toBe("lost");
    expect(row(name, target, "addon heroku-redis:premium-0").how).toContain("shared with awkward-billing");
    expect(row(name, target, "config var SIDEKIQ_REDIS").how).toContain("JOBS_URL");
  });

  it("gives each variable the address of its own store", () => {
    const { services } = parse(text(name, "compose/compose.yaml")) as {
      services: Readonly<Record<string, { environment?: Readonly<Record<string, string>> }>>;
    };
    const { environment } = services["worker"]!;
    expect(environment!["DATABASE_URL"]).toContain("@postgres:5432");
    expect(environment!["ANALYTICS_URL"]).toContain("@analytics:5432");
    expect(environment!["JOBS_URL"]).toContain("@jobs:6379");
    expect(environment!["SIDEKIQ_REDIS"]).toBe(environment!["JOBS_URL"]);
    // The shared one stays where it is: its address is the team's to give.
    expect(environment!["REDIS_URL"]).toBeUndefined();
    expect(Object.keys(services).filter((slug) => /redis|jobs/.test(slug))).toEqual(["jobs"]);
    const blueprint = parse(text(name, "render/render.yaml")) as { databases: { name: string }[] };
    expect(blueprint.databases.map((one) => one.name).sort()).toEqual(["analytics", "postgres"]);
    const { addons } = JSON.parse(text(name, "heroku/monolith/app.json")) as {
      addons: { plan: string; as?: string }[];
    };
    expect(addons).toContainEqual({ plan: "heroku-postgresql:mini", as: "ANALYTICS" });
    expect(addons.map(({ plan }) => plan)).not.toContain("heroku-redis:premium-0");
  });

  it("scales web by CPU and the worker by its queues, and says what differs on each target", () => {
    const [, , , autoscaler] = parseAllDocuments(text(name, "kubernetes/base/web.yaml")).map((one) => one.toJS());
    expect(autoscaler).toMatchObject({ kind: "HorizontalPodAutoscaler", spec: { minReplicas: 2, maxReplicas: 6 } });
    const scaled = parse(text(name, "kubernetes/components/keda/worker.yaml")) as {
      spec: { triggers: { metadata: { listName: string } }[] };
    };
    expect(scaled.spec.triggers.map(({ metadata }) => metadata.listName)).toEqual(["queue:default", "queue:reports"]);
    for (const target of TARGETS) {
      const web = row(name, target, "autoscaling of web");
      const worker = row(name, target, "autoscaling of worker");
      const outcomes = { heroku: ["kept", "kept"], kubernetes: ["approximated", "approximated"] };
      const expected = (outcomes as Readonly<Record<string, string[]>>)[target] ?? [web.outcome, "lost"];
      expect([target, web.outcome, worker.outcome]).toEqual([target, ...expected]);
      if (["digitalocean", "fly", "render", "kubernetes"].includes(target))
        expect(web.how).toContain("not by p95 at 800 ms");
    }
  });

  it.each(TARGETS)("%s answers drains of logs and of telemetry", (target) => {
    expect(row(name, target, "log drains: 2").how.length).toBeGreaterThan(20);
    expect(row(name, target, "telemetry drains: 1").how.length).toBeGreaterThan(20);
  });
});
