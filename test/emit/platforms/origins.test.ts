/** Each field that a target emits has an origin: facts of the source, each with a row of its own, or a reason. */
import { describe, expect, it } from "vitest";
import { describeDeployment } from "../../../src/emit/platforms/describe.js";
import { listFacts } from "../../../src/emit/platforms/facts.js";
import { emitManifests, platforms } from "../../../src/emit/platforms/index.js";
import { factsOf, fits, originOf } from "../../../src/emit/platforms/origins.js";
import { handMadePlan } from "../../hand-made-plan.js";
import { awkwardPlan, SIZES } from "./awkward-plan.js";
import { fieldsOf } from "./fields.js";
import { walkPlan } from "./walk-plan.js";

const plans = {
  "every noun": walkPlan(),
  awkward: awkwardPlan(),
  "split by RabbitMQ": handMadePlan({ broker: "rabbitmq" }),
  "split by Redis": handMadePlan({ broker: "redis" }),
};

describe.each(platforms.map((platform) => ({ platform, id: platform.id })))("$id", ({ platform }) => {
  it.each(Object.entries(plans))("traces each field of %s", (_, plan) => {
    const facts = listFacts(plan, describeDeployment(plan, SIZES));
    const { artifacts } = emitManifests(plan, platform, SIZES);
    const fields = artifacts
      .filter(({ path }) => path.startsWith(`deploy/${platform.id}/`))
      .flatMap((artifact) => fieldsOf(artifact).map((field) => ({ path: artifact.path, field })));
    expect(fields.length).toBeGreaterThan(10);
    const untraced = fields.filter(({ field }) => {
      const origin = originOf(platform.origins, field);
      return origin === undefined || (origin.because === "" && factsOf(origin, facts).length === 0);
    });
    expect([...new Set(untraced.map(({ path, field }) => `${path}: ${field}`))]).toEqual([]);
  });
});

it("prints the table, and only of what the files hold", () => {
  for (const platform of platforms) {
    const { artifacts } = emitManifests(plans["split by Redis"], platform, SIZES);
    const fidelity = artifacts.find(({ path }) => path.endsWith("FIDELITY.md"))!.content;
    const table = fidelity.slice(fidelity.indexOf("## Where each field comes from"));
    expect(table).toContain("the row of `process …: size`");
    if (platform.id === "kubernetes") expect(table).not.toMatch(/timeZone/);
  }
});

describe("fits", () => {
  it.each([
    ["services.*.scale", "services.web.scale", true],
    ["services.*.scale", "services.web.scales", false],
    ["*.kind", "Deployment.kind", true],
    ["*.kind", "kind", false],
    ["Service.spec.*", "StatefulService.spec.a", false],
    ["a*b*c", "abc", true],
    ["a*b*c", "acb", false],
    ["ab*b", "ab", false],
  ])("%s and %s: %s", (pattern, field, expected) => {
    expect(fits(pattern, field)).toBe(expected);
  });
});
