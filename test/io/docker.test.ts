/** An engine that refuses to remove a network as a busy one does; it speaks the Docker API over a socket. */
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openDocker } from "../../src/io/docker.js";

const folder = mkdtempSync(join(tmpdir(), "docker-api-"));
const seen: string[] = [];
let server: Server;
let tests = 0;
/** Endpoints that keep the network, and the containers that the engine knows. */
let held: string[];
let known: Readonly<Record<string, Readonly<Record<string, string>>>>;

function answer(method: string, path: string): readonly [status: number, body: unknown] {
  if (path === "/networks" && method === "GET") return [200, [{ Id: "n1" }]];
  if (path === "/networks/n1" && method === "DELETE")
    return held.length === 0 ? [204, ""] : [403, { message: "network n1 has active endpoints" }];
  if (path === "/networks/n1") {
    return [200, { Containers: Object.fromEntries(held.map((id) => [id, { Name: `name-of-${id}` }])) }];
  }
  if (path === "/networks/n1/disconnect") {
    held = [];
    return [200, ""];
  }
  if (path === "/networks/create") return [201, { Id: "n2" }];
  const container = /^\/containers\/(\w+)\/json$/.exec(path)?.[1];
  if (container === undefined || container === "json") return [200, []];
  const labels = known[container];
  return labels === undefined ? [404, { message: "no such container" }] : [200, { Config: { Labels: labels } }];
}

beforeEach(async () => {
  seen.length = 0;
  known = {};
  server = createServer(({ method = "", url = "" }, response) => {
    const path = url.split("?")[0]!;
    seen.push(`${method} ${path}`);
    const [status, body] = path === "/containers/json" ? [200, []] : answer(method, path);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  // One a test: the client keeps connections by path.
  const socket = join(folder, `${tests}.sock`);
  tests += 1;
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  vi.stubEnv("DOCKER_HOST", `unix://${socket}`);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(async () => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

describe("a network that still has endpoints", () => {
  it("is let go of by force where the container is gone, and removed", async () => {
    held = ["gone"];
    await openDocker("/app");
    expect(seen.filter((line) => line === "DELETE /networks/n1")).toHaveLength(2);
    expect(seen).toContain("POST /networks/n1/disconnect");
  });

  it("is left, and its holder named, where a container of somebody else hangs on it", async () => {
    held = ["theirs"];
    known = { theirs: { app: "billing" } };
    await expect(openDocker("/app")).rejects.toMatchObject({
      message: expect.stringContaining("cannot be removed") as string,
      hint: expect.stringContaining("name-of-theirs hangs on it and is not ours") as string,
    });
    expect(seen).not.toContain("POST /networks/n1/disconnect");
  });
});
