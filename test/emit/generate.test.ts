/** What is generated is the same every time, and a changed decision changes only its files. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { countMarkers, emitPlan } from "../../src/emit/index.js";
import { describeSettings } from "../../src/emit/services/settings.js";
import type { Artifact } from "../../src/model/artifact.js";
import { handMadePlan, handMadeRoutes } from "../hand-made-plan.js";

const FILES: Readonly<Record<string, string>> = {
  "config/routes.rb": "Rails.application.routes.draw do\nend\n",
  Procfile: "web: puma\n",
  Gemfile: 'gem "rails"\n',
};
const sources = { paths: Object.keys(FILES).sort(), read: (path: string) => FILES[path] ?? null };
const emit = (...change: Parameters<typeof handMadePlan>): readonly Artifact[] =>
  emitPlan(handMadePlan(...change), sources);

/** What a build could resolve differently tomorrow. */
function unpinned(path: string, content: string): readonly string[] {
  if (path.endsWith("package.json")) {
    const { dependencies, devDependencies } = JSON.parse(content) as Record<string, Record<string, string>>;
    const all = Object.entries({ ...dependencies, ...devDependencies });
    return all.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version)).map(([name, version]) => `${name} ${version}`);
  }
  if (path.endsWith("go.mod")) {
    const required = content.split("\n").filter((line) => /^\t?(require )?[\w.-]+\.[a-z]+\/\S+ /.test(line));
    return required.filter((line) => !/ v\d+\.\d+\.\d+(-\S+)?( \/\/ indirect)?$/.test(line));
  }
  if (!path.endsWith("Dockerfile")) return [];
  const images = content.split("\n").filter((line) => line.startsWith("FROM "));
  return images.filter((line) => !/^FROM (\S+:\d+\.\d+\S*|scratch|[a-z]+)( AS \S+)?$/.test(line));
}

describe("emitPlan", () => {
  it("gives the same bytes twice, and no path twice", () => {
    const once = emit();
    expect(emit()).toEqual(once);
    expect(new Set(once.map(({ path }) => path)).size).toBe(once.length);
  });

  it("binds in Go what the path says and what the query asks", () => {
    const [first] = handMadeRoutes;
    const parameters = ["id", "page"].map((name) => ({
      name,
      in: name === "id" ? ("path" as const) : ("query" as const),
      type: "string",
    }));
    const route = { ...first!.route, path: "/cards/:id" };
    const files = emit({ routes: [{ ...first!, route, parameters }] });
    const routes = files.find(({ path }) => path.endsWith("rest/routes.go"))!.content;
    expect(routes).toContain('req.ID = r.PathValue("id")');
    expect(routes).toContain('req.Page = r.URL.Query().Get("page")');
  });

  it("changes only the broker's files when the broker changes", () => {
    const before = new Map(emit().map(({ path, content }) => [path, content]));
    const changed = emit({ broker: "nats" }).filter(({ path, content }) => before.get(path) !== content);
    expect(changed.map(({ path }) => path)).toEqual([
      "app/valueline/valueline/broker.rb",
      "contracts/asyncapi.yaml",
      "migration/monolith.patch",
      "services/authorizations/go.mod",
      "services/authorizations/go.sum",
      "services/authorizations/internal/config/config.go",
      "services/authorizations/internal/events/broker.go",
      "services/authorizations/internal/events/broker_consumer.go",
      "services/authorizations/main.go",
    ]);
  });

  it("counts what a person must port", () => {
    expect(countMarkers(emit()).get("authorizations")).toBe(5);
  });

  it("writes a TypeScript service for a Rails monolith too: its database, its Sidekiq, its events", () => {
    const files = new Map(emit({ language: "typescript" }).map(({ path, content }) => [path, content]));
    const at = (path: string): string => files.get(`services/authorizations/${path}`) ?? "";
    expect(at("src/store.ts")).toContain("mysql2/promise");
    expect(at("src/transports/sidekiq.ts")).toContain("Sidekiq 6 writes seconds");
    expect(at("src/jobs.ts")).toContain('via: "sidekiq", queue: "critical"');
    expect(at("src/events/messages.ts")).toContain('NAMES = ["card.changed"]');
  });

  it("tells a platform all that a TypeScript service refuses to start without", () => {
    const resque = { job: "Archive", system: "resque", wire: "resque", queue: "low" } as const;
    const wires = ["sidekiq", "resque", "celery", "endpoint", "bullmq"] as const;
    for (const wire of wires) {
      const plan = handMadePlan({ language: "typescript" });
      const [service] = plan.services;
      const enqueues = [{ ...service!.enqueues[0]!, ...resque, wire, system: wire }];
      const artifacts = emitPlan({ ...plan, services: [{ ...service!, enqueues }] }, sources);
      const config = artifacts.find(({ path }) => path.endsWith("src/config.ts"))?.content ?? "";
      const asked = [...config.matchAll(/^ {2}([A-Z_]+): (address|z\.string\(\)\.min\(1\)),$/gm)].map(
        ([, name]) => name,
      );
      expect(asked).toEqual(describeSettings(plan, { ...service!, enqueues }).required);
      const code = artifacts.filter(({ path }) => path.includes("/src/")).map(({ content }) => content);
      const read = new Set(code.join("\n").match(/(?<=settings\.)[A-Z_]+/g));
      const optional = ["PORT", "LOG_LEVEL", "RESQUE_NAMESPACE"];
      expect([...read].filter((name) => !optional.includes(name)).sort()).toEqual(asked);
    }
  });

  it("quotes a schema that is called as a word of SQL", () => {
    const plan = handMadePlan({ language: "typescript", database: "postgres" });
    const service = { ...plan.services[0]!, name: "order", data: "own-schema" as const };
    const store = emitPlan({ ...plan, services: [service], gateway: [], events: [] }, sources).find(({ path }) =>
      path.endsWith("order/src/store.ts"),
    );
    expect(store?.content).toContain('CREATE SCHEMA IF NOT EXISTS \\"order\\"');
    expect(store?.content).toContain(`options: '-c search_path="order",public'`);
  });

  it("refuses to share a SQLite file, and says what to decide", () => {
    const plan = handMadePlan({ language: "typescript" });
    const sqlite = { ...plan, monolith: { ...plan.monolith, database: "sqlite" as const } };
    expect(() => emitPlan(sqlite, sources)).toThrow(/cannot share the monolith's SQLite file/);
  });

  it("names exact versions only: packages, modules and images", () => {
    for (const language of ["go", "typescript"] as const) {
      for (const broker of ["redis", "nats", "rabbitmq"] as const) {
        for (const { path, content } of emit({ language, broker })) expect(unpinned(path, content), path).toEqual([]);
      }
    }
  });

  it("writes gateway configuration that nginx and Caddy accept", () => {
    const folder = mkdtempSync(join(tmpdir(), "gateway-"));
    try {
      for (const { path, content } of emit()) {
        if (!path.startsWith("gateway/")) continue;
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        // Names of containers do not resolve here.
        writeFileSync(join(folder, path), content.replace(/server (monolith|authorizations):/g, "server 127.0.0.1:"));
      }
      const nginx = join(folder, "gateway/nginx");
      cpSync(join(nginx, "gateway.conf"), join(nginx, "checked.conf"));
      writeFileSync(
        join(nginx, "nginx.conf"),
        `pid ${folder}/pid; error_log stderr; events {} http { access_log off; include checked.conf; }`,
      );
      execFileSync("nginx", ["-t", "-p", nginx, "-c", join(nginx, "nginx.conf")], { stdio: "pipe" });
      execFileSync(
        "caddy",
        ["validate", "--adapter", "caddyfile", "--config", join(folder, "gateway/caddy/Caddyfile")],
        { stdio: "pipe" },
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
