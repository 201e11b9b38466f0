/**
 * Runs the emitted review.sh of each target against stand-ins of its command-line tool that keep what they are told; what is
 * applied to Kubernetes is built by the real kustomize. What the stand-ins lack: a cluster, a Docker Engine, Fly's API.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { emitManifests, platforms } from "../../src/emit/platforms/index.js";
import { awkwardPlan, SIZES } from "../emit/platforms/awkward-plan.js";
import { judges } from "./judges/judge.js";

const folder = mkdtempSync(join(tmpdir(), "reviews-"));
const log = join(folder, "log");

beforeAll(() => {
  for (const id of ["compose", "fly", "kubernetes"]) {
    const platform = platforms.find((one) => one.id === id)!;
    for (const { path, content } of emitManifests(awkwardPlan(), platform, SIZES).artifacts) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
  }
  const tool = (name: string, body: string): void =>
    writeFileSync(join(folder, name), `#!/bin/bash\n${body}`, { mode: 0o755 });
  tool("docker", `echo "docker $*" >>"${log}"\n`);
  tool(
    "fly",
    `echo "fly $*" >>"${log}"\ncase "$*" in status*) exit 1 ;; deploy*) sed -n 's/^app = //p' "$(echo "$*" | sed 's/.*--config \\([^ ]*\\).*/\\1/')" >>"${log}" ;; "secrets list"*) cat "${folder}/names" ;; esac\n`,
  );
  tool(
    "kubectl",
    `case "$*" in
  "apply -k "*) "${judges()}/bin/kustomize" build "\${@: -1}" | grep -E "^kind:|^  namespace: |host:" | sort -u | tr '\\n' ' ' >>"${log}"; echo >>"${log}" ;;
  "apply -f -") sed 's/^/applied /' >>"${log}" ;;
  *"get secret"*yaml) printf 'metadata:\\n  namespace: my-app-2nd-review\\n  uid: 1\\n' ;;
  *"get secret"*jsonpath*) echo c2VjcmV0 ;;
  *"get job/"*) echo Complete ;;
  *) echo "kubectl $*" >>"${log}" ;;
esac
`,
  );
}, 900_000);

afterAll(() => rmSync(folder, { recursive: true }));

function run(target: string, ...args: readonly string[]): { readonly told: string; readonly error: string } {
  if (existsSync(log)) rmSync(log);
  const result = spawnSync("bash", [`deploy/${target}/review.sh`, ...args], {
    cwd: folder,
    encoding: "utf8",
    env: {
      ...process.env,
      PATH: `${folder}:${process.env["PATH"]}`,
      KUBECTL: join(folder, "kubectl"),
      FLY: join(folder, "fly"),
      REVIEW_DOMAIN: "review.example.com",
      RELEASE_POLL: "0",
    },
  });
  return { told: existsSync(log) ? readFileSync(log, "utf8") : "", error: result.status === 0 ? "" : result.stderr };
}

it("kubernetes: the staging overlay in a namespace, with a host and a Secret of its own, and away again", () => {
  const { told, error } = run("kubernetes", "7", "abc123", "registry.test/team");
  expect(error).toBe("");
  expect(told).toContain("applied   namespace: my-app-2nd-review-7\n");
  expect(told).not.toContain("uid");
  expect(told).toContain("namespace: my-app-2nd-review-7");
  expect(told).not.toContain("my-app-2nd-staging");
  expect(told).toContain("host: pr-7.review.example.com");
  expect(readdirSync(join(folder, "deploy/kubernetes/overlays")).sort()).toEqual(["production", "staging"]);
  expect(run("kubernetes", "7", "delete").told).toContain("delete namespace my-app-2nd-review-7");
});

it("compose: a project of its own, and away again with its volumes", () => {
  expect(run("compose", "7", "8107").told).toBe("docker compose --project-name my-app-2nd-pr-7 up --build --detach\n");
  expect(run("compose", "7", "delete").told).toContain("--project-name my-app-2nd-pr-7 down --volumes");
});

it("fly: apps of its own from copies of the files, and away again", () => {
  writeFileSync(join(folder, "deploy/fly/review.env"), "A=1\n");
  const example = readFileSync(join(folder, "deploy/fly/secrets.env.example"), "utf8");
  writeFileSync(join(folder, "names"), example.replace(/^# ?/gm, "").replace(/=.*$/gm, " x"));
  const { told, error } = run("fly", "7", "personal");
  expect(error).toBe("");
  expect(told).toContain("fly apps create my-app-2nd-pr-7 --org personal");
  expect(told).toContain('"my-app-2nd-pr-7"');
  expect(told).not.toMatch(/--app my-app-2nd(?!-pr-7)/);
  expect(existsSync(join(folder, "deploy/fly-review-7"))).toBe(false);
  expect(run("fly", "7", "delete").told).toContain("fly apps destroy my-app-2nd-pr-7 --yes");
});
