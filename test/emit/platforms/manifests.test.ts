import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { FEATURES } from "../../../src/emit/platforms/facts.js";
import { emitManifests, type Manifests, platforms } from "../../../src/emit/platforms/index.js";
import { awkwardPlan, QUOTED, SIZES, sitePlan } from "./awkward-plan.js";

const emit = (target: string, plan = awkwardPlan()): Manifests =>
  emitManifests(plan, platforms.find(({ id }) => id === target)!, SIZES);
const text = ({ artifacts }: Manifests, path: string): string =>
  artifacts.find((artifact) => artifact.path === path)?.content ?? "";

interface Service {
  readonly command?: readonly string[];
  readonly scale?: number;
  readonly environment?: Readonly<Record<string, string>>;
}

describe.each(platforms.map(({ id }) => id))("%s", (target) => {
  it("answers every fact of the source, counted from the source itself", () => {
    const { heroku, schedules } = awkwardPlan().monolith;
    const { rows } = emit(target);
    const processes = heroku.processes.filter(({ type }) => type !== "release");
    const count = (kind: string): number => rows.filter((row) => row.kind === kind).length;
    // Command, quantity and size of each, and what must never be doubled.
    expect(count("process")).toBe(processes.length * 3 + processes.filter(({ singleton }) => singleton).length);
    expect(count("addon")).toBe(awkwardPlan().addons.length);
    expect(count("schedule")).toBe(schedules.length);
    expect(count("release")).toBe(1);
    for (const { name } of heroku.configVars) expect(rows.some(({ fact }) => fact === `config var ${name}`)).toBe(true);
    for (const name of ["CLOUDAMQP_URL", "REDIS_URL", "ODD_KEY"])
      expect(rows.some(({ fact }) => fact === `config var ${name}`)).toBe(true);
    expect([
      count("domain"),
      count("script"),
      count("buildpack"),
      count("stack"),
      count("environment"),
      count("frontend"),
    ]).toEqual([1, 1, 2, 1, 2, 1]);
    expect(count("platform")).toBe(FEATURES.length);
    expect(rows.every(({ how }) => how.length > 5)).toBe(true);
    const [facts] = text(emit(target), `deploy/${target}/FIDELITY.md`).split("## Where each field");
    expect(facts!.match(/^\| `/gm)).toHaveLength(rows.length);
  });

  it("never prints a value, and always the same bytes", () => {
    const first = emit(target);
    expect(emit(target).artifacts).toEqual(first.artifacts);
    const all = first.artifacts.map(({ content }) => content).join("\n");
    expect(all).not.toMatch(/SETTING_000=.+/);
  });

  it("says what the image is built from, without a buildpack or a stack that asks for it", () => {
    const plan = awkwardPlan();
    const part = { runtime: "node", version: "6", manager: "npm", manifests: ["package.json"], locked: true } as const;
    const build = { ...plan.monolith.build!, parts: [{ ...part, needsCode: false }] };
    const bare = { ...plan.monolith, build, heroku: { ...plan.monolith.heroku, buildpacks: [], stack: null } };
    const row = emit(target, { ...plan, monolith: bare }).rows.find(({ fact }) => fact === "build of the app")!;
    expect(row.evidence).toEqual([{ path: "package.json" }]);
    if (target === "heroku") expect(row.outcome).toBe("kept");
    else expect(row.how).toMatch(/built from node:16-bookworm-slim; Node 6 has no official image/);
  });

  it("tells timers of one function apart by their place", () => {
    const plan = awkwardPlan();
    const timer = { name: "init", when: null, timezone: null, process: "clock", runs: null };
    const schedules = [7, 8].map((line) => ({ ...timer, evidence: [{ path: "cron.ts", line }] }));
    const { rows } = emit(target, { ...plan, monolith: { ...plan.monolith, schedules } });
    expect(rows.filter(({ kind }) => kind === "schedule").map(({ fact }) => fact)).toEqual([
      "schedule init of cron.ts:7",
      "schedule init of cron.ts:8",
    ]);
  });

  it("says what is lost instead of leaving it out", () => {
    const rows = emit(target).rows;
    const of = (fact: string) => rows.find((row) => row.fact === fact)!;
    expect(of("schedule scheduler").outcome).toBe("lost");
    expect(of("schedule every hour").outcome).toBe("kept");
    expect(of("config var MY-VAR").outcome).toBe("lost");
    expect(of("buildpack https://github.com/example/heroku-buildpack-odd").outcome).toBe("lost");
    expect(of("process 1e3: quantity").how).toMatch(/does not say|assumed/);
  });
});

describe("kubernetes", () => {
  const objects = (path: string) =>
    parseAllDocuments(text(emit("kubernetes"), path)).map((document) => document.toJS() as Record<string, never>);
  const deployment = (slug: string) =>
    objects(`deploy/kubernetes/base/${slug}.yaml`)[0] as never as {
      metadata: { name: string };
      spec: {
        replicas: number;
        strategy: { type: string };
        template: { spec: { containers: { args: string[]; env: { name: string; value?: string }[] }[] } };
      };
    };

  it("keeps two names apart that only case and underscore told apart, in names that it accepts", () => {
    expect(deployment("sidekiq-critical").spec.replicas).toBe(1);
    expect(deployment("sidekiq-critical-2").spec.replicas).toBe(0);
    for (const { path } of emit("kubernetes").artifacts) expect(path).not.toMatch(/[A-Z_].*\.yaml$/);
  });

  it("keeps commands to the letter, and $( out of its own expansion", () => {
    const [argument] = deployment("sidekiq-critical").spec.template.spec.containers[0]!.args;
    expect(argument!.replaceAll("$$(", "$(")).toBe(QUOTED);
    expect(argument).toContain("$$(date");
    expect(deployment("sidekiq-critical-2").spec.template.spec.containers[0]!.args).toEqual(["yes"]);
    expect(deployment("clock").spec.template.spec.containers[0]!.args).toEqual(["0123"]);
  });

  it("never doubles a singleton", () =>
    expect(deployment("clock").spec).toMatchObject({ replicas: 1, strategy: { type: "Recreate" } }));

  it("sends HTTP to the custom-named web process", () => {
    const [, service] = objects("deploy/kubernetes/base/app-server.yaml") as unknown as {
      kind: string;
      metadata: { name: string };
    }[];
    expect(service).toMatchObject({ kind: "Service", metadata: { name: "app-server" } });
  });

  it("runs two Postgres, and never creates the shared Redis", () => {
    const paths = emit("kubernetes").artifacts.map(({ path }) => path);
    expect(paths).toContain("deploy/kubernetes/data/postgres.yaml");
    expect(paths).toContain("deploy/kubernetes/data/replica.yaml");
    expect(paths.filter((path) => path.includes("redis"))).toEqual([]);
    const env = deployment("clock").spec.template.spec.containers[0]!.env;
    expect(env.find(({ name }) => name === "REPLICA_URL")!.value).toBe(
      "postgres://app:$(REPLICA_PASSWORD)@replica:5432/app",
    );
    expect(env.find(({ name }) => name === "BROKER_URL")!.value).toBe("$(CLOUDAMQP_URL)");
    // Kubernetes expands names of entries above only.
    expect(env.findIndex(({ name }) => name === "BROKER_URL")).toBeGreaterThan(
      env.findIndex(({ name }) => name === "CLOUDAMQP_URL"),
    );
  });

  it("gives a cron its zone, and the release phase a job of its own", () => {
    const [cron] = objects("deploy/kubernetes/base/cron-nightly-report.yaml");
    expect(cron).toMatchObject({ spec: { schedule: "30 3 * * 1-5", timeZone: "Europe/Berlin" } });
    const [job] = objects("deploy/kubernetes/release/job.yaml");
    expect(JSON.stringify(job)).toContain("rake db:migrate && rake cache:clear && rake search:index");
  });
});

describe("compose", () => {
  const { services } = parse(text(emit("compose"), "deploy/compose/compose.yaml")) as {
    services: Readonly<Record<string, Service>>;
  };

  it("keeps zero at zero and dollars for the container's shell", () => {
    expect(services["sidekiq-critical-2"]!.scale).toBe(0);
    expect(services["sidekiq-critical"]!.command![0]!.replaceAll("$$", "$")).toBe(QUOTED);
  });

  it("lets two Postgres stand side by side", () => {
    expect(services["clock"]!.environment!["DATABASE_URL"]).toContain("@postgres:5432");
    expect(services["clock"]!.environment!["REPLICA_URL"]).toContain("@replica:5432");
  });
});

describe("targets without a zero or without that much memory", () => {
  it.each(["digitalocean", "render"])("%s suspends what sleeps and warns where memory shrinks", (target) => {
    const { rows, artifacts } = emit(target);
    expect(
      artifacts.some(({ path, content }) => path.endsWith("suspended.yaml") && content.includes("sidekiq-critical-2")),
    ).toBe(true);
    expect(rows.find(({ fact }) => fact === "process clock: size")).toMatchObject({ outcome: "lost" });
    expect(rows.find(({ fact }) => fact === "process clock: size")!.how).toContain("shrinks");
  });
});

describe("a frontend served as files", () => {
  const rows = (target: string) => emit(target, sitePlan()).rows.find(({ kind }) => kind === "frontend")!;

  it.each(["compose", "kubernetes", "fly"])(
    "%s puts a container of its own in front, and nothing else is public",
    (target) => {
      const made = emit(target, sitePlan());
      expect(text(made, "deploy/images/site.Dockerfile")).toContain("COPY --from=build /app/client/dist /srv/site");
      expect(made.deployment.workloads.filter((workload) => workload.public).map(({ slug }) => slug)).toEqual(["site"]);
      expect(rows(target).how).toContain("nginx");
    },
  );

  it("render hosts the files and rewrites the rest to the app", () => {
    const { services } = parse(text(emit("render", sitePlan()), "deploy/render/render.yaml")) as {
      services: readonly { name: string; runtime?: string; routes?: unknown; domains?: unknown; type: string }[];
    };
    const site = services.find(({ name }) => name === "site");
    expect(site).toMatchObject({ type: "web", runtime: "static", staticPublishPath: "./client/dist" });
    expect(site).toMatchObject({ buildCommand: "cd client && npm ci && npm run build" });
    const app = services.find(({ type, name }) => type === "web" && name !== "site")!;
    expect(site?.routes).toEqual([
      { type: "rewrite", source: "/*", destination: `https://${app.name}.onrender.com/*` },
    ]);
    expect([site?.domains, app.domains]).toEqual([["shop.example.com"], undefined]);
  });

  it("digitalocean routes the app's paths by their first segment, and says which can no longer be told apart", () => {
    const route = (path: string) => ({
      id: path,
      method: "GET",
      path,
      host: null,
      constraints: [],
      handler: null,
      evidence: [],
    });
    const planOf = (...paths: readonly string[]) => ({
      ...sitePlan(),
      monolith: { ...sitePlan().monolith, framework: "rails" },
      gateway: paths.map((path) => ({ route: route(path), to: "monolith" })),
    });
    const specOf = (plan: ReturnType<typeof planOf>) =>
      parse(text(emit("digitalocean", plan), "deploy/digitalocean/app.yaml")) as {
        ingress: { rules: readonly { match: { path: { prefix: string } }; component: { name: string } }[] };
        static_sites: readonly { catchall_document?: string }[];
      };
    const plan = planOf("/api/cards", "/login", "/*", "/:slug");
    const spec = specOf(plan);
    const rules = spec.ingress.rules.map(({ match, component }) => [match.path.prefix, component.name === "site"]);
    expect(rules).toEqual([
      ["/api", false],
      ["/cable", false],
      ["/login", false],
      ["/rails", false],
      ["/", true],
    ]);
    expect(spec.static_sites).toMatchObject([{ output_dir: "client/dist", catchall_document: "index.html" }]);
    const routed = planOf("/api/cards");
    expect(specOf(routed).static_sites).toMatchObject([{ catchall_document: "index.html" }]);
    const plain = { ...routed, site: { ...routed.site!, pages: false } };
    expect(specOf(plain).static_sites[0]).not.toHaveProperty("catchall_document");
    const row = emit("digitalocean", plan).rows.find(({ kind }) => kind === "frontend")!;
    expect([row.outcome, row.how]).toEqual(["lost", expect.stringContaining("/:slug")]);
  });

  it("micro gives the machine's nginx the files, heroku leaves them with the app", () => {
    expect(text(emit("micro", sitePlan()), "deploy/micro/site/site.conf")).toContain("/client/dist;");
    expect(rows("heroku").how).toContain("served by the app");
    expect(emit("heroku", sitePlan()).artifacts.some(({ path }) => path.includes("site"))).toBe(false);
  });
});

describe("an app that heroku.yml builds several images of", () => {
  const own = (name: string, target: string | null, ...types: readonly string[]) => ({
    name,
    dockerfile: `${name}/Dockerfile`,
    target,
    types,
    line: 4,
  });
  const source = awkwardPlan();
  const build = { ...source.monolith.build!, dockerfile: "web/Dockerfile", images: [own("jobs", null, "clock")] };
  const plan = { ...source, monolith: { ...source.monolith, build } };
  const row = (target: string, from = plan) => emit(target, from).rows.find(({ kind }) => kind === "image")!;

  it.each([
    ["compose", "compose/compose.yaml"],
    ["digitalocean", "digitalocean/app.yaml"],
    ["render", "render/render.yaml"],
    ["kubernetes", "kubernetes/base/clock.yaml"],
  ])("%s runs each process in its own, by a shell since it has no entrypoint of ours", (target, path) => {
    const content = text(emit(target, plan), `deploy/${path}`);
    expect(content).toMatch(target === "kubernetes" ? /image: my-app-2nd-jobs/ : /jobs\/Dockerfile/);
    expect(content).toContain("/bin/sh");
    expect(content).not.toContain("usr/local/bin/entrypoint");
    expect(row(target)).toMatchObject({ outcome: "kept", evidence: [{ path: "heroku.yml", line: 4 }] });
  });

  it("says so where they share one, and where a stage or the release phase is lost", () => {
    for (const target of ["fly", "micro"]) expect(row(target).how).toContain("clock would run in the web's image");
    const staged = {
      ...plan,
      monolith: { ...plan.monolith, build: { ...build, images: [own("web", "live", "web")] } },
    };
    expect(Object.fromEntries(platforms.map(({ id }) => [id, row(id, staged).outcome]))).toEqual({
      ...{ compose: "kept", digitalocean: "lost", fly: "kept", heroku: "kept", kubernetes: "approximated" },
      ...{ micro: "approximated", render: "lost" },
    });
    expect(text(emit("compose", staged), "deploy/compose/compose.yaml")).toMatch(
      /dockerfile: web\/Dockerfile\n\s+target: live/,
    );
    expect(text(emit("fly", staged), "deploy/fly/fly.toml")).toContain('build-target = "live"');
    expect(row("kubernetes", staged).how).toContain("--target live");
  });

  it("runs the release phase in the image that heroku.yml names, where that can be said", () => {
    const releasing = {
      ...plan,
      monolith: { ...plan.monolith, build: { ...build, images: [own("jobs", null, "clock", "release")] } },
    };
    const compose = parse(text(emit("compose", releasing), "deploy/compose/compose.yaml"));
    expect(compose.services.release.build.dockerfile).toBe("jobs/Dockerfile");
    expect(text(emit("kubernetes", releasing), "deploy/kubernetes/release/job.yaml")).toContain(
      "image: my-app-2nd-jobs",
    );
    const spec = parse(text(emit("digitalocean", releasing), "deploy/digitalocean/app.yaml"));
    expect(spec.jobs.find(({ kind }: { kind: string }) => kind === "PRE_DEPLOY").dockerfile_path).toBe(
      "jobs/Dockerfile",
    );
    for (const target of ["compose", "digitalocean", "kubernetes"]) expect(row(target, releasing).outcome).toBe("kept");
    for (const target of ["fly", "micro", "render"]) expect(row(target, releasing).how).toContain("release phase");
  });
});
