/** Workers that an add-on scaled by their queues: which ScaledObject each job system gets, and where none can be had. */
import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { emitManifests, platforms } from "../../../src/emit/platforms/index.js";
import type { Plan } from "../../../src/model/plan.js";
import { awkwardPlan, SIZES } from "./awkward-plan.js";

interface Stated {
  readonly system: string;
  readonly locked?: Readonly<Record<string, string>>;
  readonly autoscaling?: { readonly min: number; readonly max: number; readonly p95: number | null };
}

function emit({ system, locked = {}, autoscaling }: Stated) {
  const plan = awkwardPlan();
  const processes = plan.monolith.heroku.processes.map((process) =>
    process.type === "1e3" && autoscaling !== undefined ? { ...process, autoscaling } : process,
  );
  const redis = { ...plan.addons.find(({ need }) => need === "redis")!, sharedWith: [] };
  const changed: Plan = {
    ...plan,
    addons: [...plan.addons.filter(({ need }) => need !== "redis"), redis],
    monolith: {
      ...plan.monolith,
      locked,
      jobs: [
        { system, queue: "mail", process: "1e3" },
        { system, queue: "slow", process: "1e3" },
      ],
      heroku: { ...plan.monolith.heroku, processes },
    },
  };
  const made = emitManifests(changed, platforms.find(({ id }) => id === "kubernetes")!, SIZES);
  const text = (path: string): string => made.artifacts.find((one) => one.path === path)?.content ?? "";
  const scaled = text("deploy/kubernetes/components/keda/n1e3.yaml");
  return {
    spec: (scaled === "" ? null : (parse(scaled) as { spec: object }).spec) as {
      readonly minReplicaCount: number;
      readonly maxReplicaCount: number;
      readonly triggers: readonly { readonly type: string; readonly metadata: Readonly<Record<string, string>> }[];
    } | null,
    row: made.rows.find(({ fact }) => fact === "autoscaling of 1e3")!,
    base: parse(text("deploy/kubernetes/base/n1e3.yaml")) as { readonly spec: { readonly replicas?: number } },
    support: parseAllDocuments(text("deploy/kubernetes/components/keda/support.yaml")).map(
      (one) => one.toJS() as object,
    ),
    production: text("deploy/kubernetes/overlays/production/kustomization.yaml"),
    staging: text("deploy/kubernetes/overlays/staging/kustomization.yaml"),
  };
}

describe("queues", () => {
  it.each([
    ["sidekiq", ["queue:mail", "queue:slow"]],
    ["resque", ["resque:queue:mail", "resque:queue:slow"]],
    ["bullmq", ["bull:mail:wait", "bull:slow:wait"]],
    ["bull", ["bull:mail:wait", "bull:slow:wait"]],
  ])("%s: lengths of lists in the Redis that runs there", (system, lists) => {
    const { triggers } = emit({ system }).spec!;
    expect(triggers.map(({ type, metadata }) => [type, metadata["listName"]])).toEqual(
      lists.map((list) => ["redis", list]),
    );
    expect(triggers[0]!.metadata).toMatchObject({
      address: "redis.my-app-2nd-production.svc.cluster.local:6379",
      passwordFromEnv: "REDIS_PASSWORD",
    });
  });

  it.each([
    ["delayed-job", {}, "delayed_jobs"],
    ["que", {}, "que_jobs"],
    ["active-job", { good_job: "3.99" }, "good_jobs"],
    ["active-job", { solid_queue: "1.1" }, "solid_queue_ready_executions"],
  ])("%s %o: rows that wait in PostgreSQL", (system, locked, table) => {
    const { triggers } = emit({ system, locked }).spec!;
    expect(triggers).toHaveLength(1);
    expect(triggers[0]!.type).toBe("postgresql");
    expect(triggers[0]!.metadata["query"]).toMatch(new RegExp(`FROM ${table} WHERE .*IN \\('mail', 'slow'\\)$`));
    expect(triggers[0]!.metadata["passwordFromEnv"]).toBe("POSTGRES_PASSWORD");
  });

  it("leaves the number to KEDA in production alone, and lets it reach the store", () => {
    const { base, support, production, staging } = emit({ system: "sidekiq" });
    expect(base.spec.replicas).toBeUndefined();
    expect(production).toContain("../../components/keda");
    expect(staging).not.toContain("keda");
    expect(support).toMatchObject([{ kind: "NetworkPolicy", metadata: { name: "allow-keda-redis" } }]);
  });

  it("takes bounds from decisions.yaml, and says so where there are none", () => {
    const stated = emit({ system: "sidekiq", autoscaling: { min: 3, max: 9, p95: null } });
    expect(stated.spec).toMatchObject({ minReplicaCount: 3, maxReplicaCount: 9 });
    expect(stated.row.how).not.toContain("decisions.yaml");
    expect(emit({ system: "sidekiq" }).row.how).toContain("judoscale keeps the real bounds");
  });

  it("is lost where no scaler can count", () => {
    const { spec, row, base } = emit({ system: "agenda" });
    expect(spec).toBeNull();
    expect(row.outcome).toBe("lost");
    expect(base.spec.replicas).toBe(1);
  });
});
