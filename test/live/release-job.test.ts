/**
 * Runs the emitted deploy.sh against a stand-in of kubectl that builds with the real kustomize and keeps what is applied.
 * What the stand-in lacks: an API server; it answers the release Job's state as the test tells it.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { emitManifests, platforms } from "../../src/emit/platforms/index.js";
import { awkwardPlan, SIZES } from "../emit/platforms/awkward-plan.js";
import { judges } from "./judges/judge.js";

const folder = mkdtempSync(join(tmpdir(), "release-job-"));
const log = join(folder, "log");

beforeAll(() => {
  const platform = platforms.find(({ id }) => id === "kubernetes")!;
  for (const { path, content } of emitManifests(awkwardPlan(), platform, SIZES).artifacts) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  const kubectl = `#!/bin/bash
case "$*" in
  "apply -k "*) "${judges()}/bin/kustomize" build "\${@: -1}" | grep -E "^kind:|^  name: |image: " | tr '\\n' ' ' >>"${log}"; echo >>"${log}" ;;
  *"get job/"*) echo "asked $*" >>"${log}"; echo "$JOB_STATE" ;;
  *"get secret"*jsonpath*) echo c2VjcmV0 ;;
esac
`;
  writeFileSync(join(folder, "kubectl"), kubectl, { mode: 0o755 });
}, 900_000);

afterAll(() => rmSync(folder, { recursive: true }));

function deploy(tag: string, state: string) {
  if (existsSync(log)) rmSync(log);
  const result = spawnSync(
    "bash",
    [join(folder, "deploy/kubernetes/deploy.sh"), "production", tag, "registry.test/team"],
    {
      encoding: "utf8",
      env: { ...process.env, KUBECTL: join(folder, "kubectl"), JOB_STATE: state, RELEASE_POLL: "0" },
    },
  );
  return {
    code: result.status,
    error: result.stderr,
    applied: existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [],
  };
}

it("applies stores, awaits the release Job, then applies the rest, for each image anew", () => {
  for (const tag of ["abc123", "Def_456"]) {
    const { code, error, applied } = deploy(tag, "Complete");
    expect(error).toBe("");
    expect(code).toBe(0);
    expect(applied).toHaveLength(4);
    expect(applied[0]).toContain("StatefulSet");
    expect(applied[1]).toContain(`kind: Job   name: release-${tag.toLowerCase().replace("_", "-")}`);
    expect(applied[1]).toContain(`image: registry.test/team/my-app-2nd:${tag}`);
    expect(applied[3]).toContain("kind: Deployment");
    expect(applied[3]).toContain(`image: registry.test/team/my-app-2nd:${tag}`);
    expect(applied[3]).not.toContain("registry.example.com");
  }
});

it("deploys nothing when the migration fails", () => {
  const { code, error, applied } = deploy("bad", "Failed");
  expect(code).toBe(1);
  expect(error).toContain("nothing was deployed");
  expect(applied.some((line) => line.includes("kind: Deployment"))).toBe(false);
});
