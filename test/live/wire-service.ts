/** Writes a generated Go service with the jobs of a test, and a program beside it that pushes them. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { emitPlan } from "../../src/emit/index.js";
import type { PlannedEnqueue } from "../../src/model/plan.js";
import { handMadePlan } from "../hand-made-plan.js";

/** The generated service with these jobs, and a program beside it. */
export function printService(folder: string, enqueues: readonly PlannedEnqueue[], program: string): string {
  const plan = handMadePlan();
  const artifacts = emitPlan(
    { ...plan, services: [{ ...plan.services[0]!, enqueues }] },
    { paths: [], read: () => null },
  );
  for (const { path, content } of artifacts.filter((artifact) => artifact.path.startsWith("services/"))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  const project = join(folder, "services/authorizations");
  mkdirSync(join(project, "print"));
  writeFileSync(join(project, "print/main.go"), program);
  return project;
}
