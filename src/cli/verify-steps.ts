/** The steps of `migrate verify`: build, start, wait, ask, look again; each leaves rows of the table. */
import type { DockerSession } from "../io/docker.js";
import { BuildFailure } from "../io/docker.js";
import { probeHttp } from "../io/http-probe.js";
import { now, pause } from "../io/interrupt.js";
import type { Verification } from "../pipeline.js";

type Container = Verification["containers"][number];

export interface VerifyRow {
  readonly part: string;
  readonly check: string;
  readonly ok: boolean;
  readonly detail: string;
}

export interface VerifyContext {
  readonly session: DockerSession;
  readonly signal: AbortSignal;
  readonly root: string;
  /** Seconds. */
  readonly timeout: number;
  readonly say: (line: string) => void;
  readonly rows: VerifyRow[];
  /** Sent with every request: credentials of a caller. */
  readonly headers: Readonly<Record<string, string>>;
}

const passed = (part: string, check: string, detail: string): VerifyRow => ({ part, check, ok: true, detail });
const failed = (part: string, check: string, detail: string): VerifyRow => ({ part, check, ok: false, detail });

/** Image names by slug; null after a failure, which the rows tell. */
export async function buildImages(
  context: VerifyContext,
  verification: Verification,
): Promise<ReadonlyMap<string, string> | null> {
  const names = new Map<string, string>();
  for (const { slug, dockerfile, context: folder } of verification.images) {
    if (context.signal.aborted) return null;
    context.say(`building ${slug} from ${dockerfile}`);
    const below = folder === "." ? dockerfile : dockerfile.slice(folder.length + 1);
    const from = folder === "." ? context.root : `${context.root}/${folder}`;
    try {
      const name = await context.session.build({ slug, context: from, dockerfile: below }, context.signal);
      if (name === null) return null;
      names.set(slug, name);
      context.rows.push(passed(slug, "image", `built from ${dockerfile}`));
    } catch (error) {
      if (!(error instanceof BuildFailure)) throw error;
      context.rows.push(failed(slug, "image", error.message));
      return null;
    }
  }
  return names;
}

export async function pullStores(context: VerifyContext, verification: Verification): Promise<void> {
  for (const { image, kind } of verification.containers) {
    if (kind !== "store" || (await context.session.hasImage(image))) continue;
    context.say(`pulling ${image}`);
    await context.session.pull(image);
  }
}

export interface Started {
  readonly container: Container;
  readonly id: string;
}

/** Stores, then the release phase to its end, then everything else; stops at the first that fails. */
export async function startAll(
  context: VerifyContext,
  verification: Verification,
  images: ReadonlyMap<string, string>,
): Promise<readonly Started[]> {
  const started: Started[] = [];
  for (const container of verification.containers) {
    if (context.signal.aborted) break;
    context.say(`starting ${container.name}`);
    const { name, command, entrypoint, env, port, memory, scratch } = container;
    const id = await context.session.start({
      name,
      image: images.get(container.image) ?? container.image,
      command,
      entrypoint,
      env,
      port,
      memory: memory === null ? null : memory * 1024 * 1024,
      scratch,
    });
    started.push({ container, id });
    const row = await awaitPart(context, { container, id });
    if (row !== null) context.rows.push(row);
    if (row?.ok === false) break;
  }
  return started;
}

/** Null where interrupted. */
async function awaitPart(context: VerifyContext, part: Started): Promise<VerifyRow | null> {
  const { container, id } = part;
  if (container.kind === "release") return awaitEnd(context, part);
  const deadline = now() + context.timeout;
  const settled = now() + 3;
  while (!context.signal.aborted) {
    const state = await context.session.state(id);
    if (!state.running) return failed(container.name, "start", await explainExit(context, part));
    const answer = await askPart(context, part);
    if (answer !== null && (container.port !== null || container.probe !== null || now() > settled)) {
      return passed(container.name, container.kind === "store" ? "ready" : "health", answer);
    }
    if (now() > deadline)
      return failed(
        container.name,
        "health",
        `not healthy after ${context.timeout} s\n${await context.session.logs(id, 20)}`,
      );
    await pause(500, context.signal);
  }
  return null;
}

/** What it answers when it serves, else null. */
async function askPart({ session }: VerifyContext, { container, id }: Started): Promise<string | null> {
  if (container.probe !== null) {
    const { code } = await session.exec(id, ["sh", "-c", container.probe]);
    return code === 0 ? "answers its own client" : null;
  }
  if (container.port === null) return "runs; no port to ask";
  const path = container.healthPath ?? "/";
  const status = await probeHttp(`http://127.0.0.1:${await session.hostPort(id, container.port)}${path}`);
  if (status === null) return null;
  // Without a health route any answer shows that it serves; with one it must be well.
  return container.healthPath === null || status < 400 ? `GET ${path} -> ${status}` : null;
}

async function awaitEnd(context: VerifyContext, part: Started): Promise<VerifyRow | null> {
  const deadline = now() + context.timeout * 5;
  while (!context.signal.aborted) {
    const state = await context.session.state(part.id);
    if (!state.running) {
      return state.exitCode === 0
        ? passed(part.container.name, "release phase", "ended well")
        : failed(part.container.name, "release phase", await explainExit(context, part));
    }
    if (now() > deadline)
      return failed(part.container.name, "release phase", `still running after ${context.timeout * 5} s`);
    await pause(500, context.signal);
  }
  return null;
}

async function explainExit({ session }: VerifyContext, { id }: Started): Promise<string> {
  const { exitCode, outOfMemory } = await session.state(id);
  const why = outOfMemory
    ? "killed: more memory than its size has"
    : exitCode === 137
      ? "killed (exit code 137)"
      : `ended with exit code ${exitCode}`;
  return `${why}\n${await session.logs(id, 20)}`.trimEnd();
}

/** Requests from outside, through the gateway where there is one. */
export async function askPublic(
  context: VerifyContext,
  { requests }: Verification,
  started: readonly Started[],
): Promise<void> {
  const { session, rows } = context;
  const entry = started.find(({ container }) => container.public && container.port !== null);
  if (entry === undefined) return;
  const { name, port } = entry.container;
  for (const { to, path, headers } of requests) {
    if (context.signal.aborted) return;
    if (!(await session.state(entry.id)).running) {
      rows.push(failed(name, "request", await explainExit(context, entry)));
      return;
    }
    const url = `http://127.0.0.1:${await session.hostPort(entry.id, port!)}${path}`;
    const status = await probeHttp(url, { ...headers, ...context.headers });
    const check = to === name ? "request" : `request to ${to}`;
    const split = Object.keys(headers).length > 0;
    const row = answered(status) ? passed : failed;
    rows.push(row(name, check, `GET ${path} -> ${status ?? "no answer"}${split ? meaning(status) : ""}`));
  }
}

/** 501 is a service's own word for what waits to be ported; a gateway or a crash never says it. */
const answered = (status: number | null): boolean => status !== null && (status < 500 || status === 501);

function meaning(status: number | null): string {
  if (status === 501) return " by the service: not ported yet";
  if (status === 401 || status === 403) return ": the monolith does not let this caller in; --header gives credentials";
  return "";
}

export async function sendMessages(
  context: VerifyContext,
  verification: Verification,
  started: readonly Started[],
): Promise<void> {
  for (const { part, what, steps } of verification.messages) {
    if (context.signal.aborted) return;
    const problem = await runSteps(context, steps, started);
    context.rows.push(
      problem === null ? passed(part, "message", what) : failed(part, "message", `${what}: ${problem}`),
    );
  }
}

/** Null where every step succeeded. */
async function runSteps(
  context: VerifyContext,
  steps: Verification["messages"][number]["steps"],
  started: readonly Started[],
): Promise<string | null> {
  for (const { container, command } of steps) {
    const found = started.find((part) => part.container.name === container);
    if (found === undefined) return `${container} does not run`;
    if (!(await context.session.state(found.id)).running) return explainExit(context, found);
    const { code, output } = await context.session.exec(found.id, ["sh", "-c", command]);
    if (code !== 0) return output.trim().slice(-300) || `not seen in ${container}`;
  }
  return null;
}

/** What died after it was healthy is found here. */
export async function lookAgain(context: VerifyContext, started: readonly Started[]): Promise<void> {
  for (const part of started) {
    if (part.container.kind === "release" || context.signal.aborted) continue;
    const { running } = await context.session.state(part.id);
    const told = context.rows.some(({ part: name, ok }) => name === part.container.name && !ok);
    if (!running && !told) context.rows.push(failed(part.container.name, "stays up", await explainExit(context, part)));
  }
}
