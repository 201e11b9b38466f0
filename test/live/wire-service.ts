/** Writes a generated service with the jobs of a test; a Go one with a program beside it that pushes them. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { emitPlan } from "../../src/emit/index.js";
import type { ServiceLanguage } from "../../src/model/decision.js";
import type { PlannedEnqueue, PlannedRoute } from "../../src/model/plan.js";
import { handMadePlan, handMadeRoutes } from "../hand-made-plan.js";

const odd = { type: "string" };

/** Names that JavaScript and SQL keep for themselves, or that every object has. */
const RESERVED: PlannedRoute = {
  ...handMadeRoutes[1]!,
  route: {
    ...handMadeRoutes[1]!.route,
    id: "DELETE /constructor/:default",
    method: "DELETE",
    path: "/constructor/:default",
  },
  operation: "deleteConstructor",
  parameters: [
    { name: "default", in: "path", type: "string" },
    { name: "__proto__", in: "query", type: "string" },
    { name: "select", in: "query", type: "integer" },
  ],
  request: {
    type: "object",
    properties: Object.fromEntries(
      ["__proto__", "constructor", "default", "delete", "toString", "order", "not-a-name"].map((name) => [name, odd]),
    ),
    required: ["constructor", "delete"],
  },
  response: { type: "object", properties: { class: odd, function: odd, "a b": odd } },
};

/** The generated service with these jobs, and a program beside it. */
export function printService(folder: string, enqueues: readonly PlannedEnqueue[], program: string): string {
  const project = writeService(folder, enqueues, "go");
  mkdirSync(join(project, "print"));
  writeFileSync(join(project, "print/main.go"), program);
  return project;
}

export function writeService(folder: string, enqueues: readonly PlannedEnqueue[], language: ServiceLanguage): string {
  const plan = handMadePlan(language === "go" ? {} : { language, routes: [...handMadeRoutes, RESERVED] });
  const artifacts = emitPlan(
    { ...plan, services: [{ ...plan.services[0]!, enqueues }] },
    { paths: [], read: () => null },
  );
  for (const { path, content } of artifacts.filter((artifact) => /^(services|contracts)\//.test(artifact.path))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return join(folder, "services/authorizations");
}
