/** Opens a session with the Docker Engine in which everything made carries our label and is removed at the end. */
import { createHash, randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { createGzip } from "node:zlib";
import ignore from "@balena/dockerignore";
import Docker from "dockerode";
import { pack } from "tar-fs";
import { UserError } from "../model/errors.js";

const LABEL = "valueline.verify";

export interface ContainerSpec {
  /** DNS name on the session's network. */
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[] | null;
  readonly entrypoint: readonly string[] | null;
  readonly env: Readonly<Record<string, string>>;
  /** Published on a free port of 127.0.0.1. */
  readonly port: number | null;
  /** Bytes; null without a limit. */
  readonly memory: number | null;
  /** The only folders that take what it writes; null: all of its disk. */
  readonly scratch: readonly string[] | null;
}

export interface ContainerState {
  readonly running: boolean;
  readonly exitCode: number;
  readonly outOfMemory: boolean;
}

export interface BuildInput {
  readonly slug: string;
  /** Absolute. */
  readonly context: string;
  /** Relative to the context. */
  readonly dockerfile: string;
}

export interface DockerSession {
  readonly id: string;
  hasImage(name: string): Promise<boolean>;
  pull(image: string): Promise<void>;
  /** Returns the image's name, or null where interrupted. */
  build(input: BuildInput, signal: AbortSignal): Promise<string | null>;
  start(spec: ContainerSpec): Promise<string>;
  state(container: string): Promise<ContainerState>;
  hostPort(container: string, port: number): Promise<number>;
  exec(container: string, command: readonly string[]): Promise<{ readonly code: number; readonly output: string }>;
  logs(container: string, lines: number): Promise<string>;
  /** Removes all that this session made, and nothing else. */
  cleanup(): Promise<void>;
}

/** `root` names whose leftovers from a run that died are swept first. */
export async function openDocker(root: string): Promise<DockerSession> {
  const docker = new Docker();
  const owner = createHash("sha256").update(root).digest("hex").slice(0, 12);
  await answered(() => docker.ping(), "no Docker Engine answers");
  await sweep(docker, `${LABEL}.root=${owner}`);
  const id = randomBytes(4).toString("hex");
  const labels = { [LABEL]: id, [`${LABEL}.root`]: owner };
  const network = await answered(() =>
    docker.createNetwork({ Name: `valueline-verify-${id}`, Driver: "bridge", Labels: labels }),
  );
  return createSession(docker, { id, labels, network: network.id });
}

interface Identity {
  readonly id: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly network: string;
}

function createSession(docker: Docker, identity: Identity): DockerSession {
  const { id } = identity;
  return {
    id,
    hasImage: (name) => hasImage(docker, name),
    pull: (image) => answered(() => pull(docker, image)),
    build: (input, signal) => answered(() => buildUnless(signal, () => build(docker, identity, input, signal))),
    start: (spec) => answered(() => start(docker, identity, spec)),
    state: (container) => answered(() => stateOf(docker, container)),
    hostPort: (container, port) => answered(() => hostPort(docker, container, port)),
    exec: (container, command) => answered(() => exec(docker, container, command)),
    logs: (container, lines) => answered(() => logs(docker, container, lines)),
    cleanup: () => sweep(docker, `${LABEL}=${id}`),
  };
}

/** An engine that is gone is the user's to start, not a bug of ours. */
async function answered<T>(work: () => Promise<T>, what = "the Docker Engine went away"): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!isGone(cause)) throw cause;
    throw new UserError(what, {
      hint: "start Docker, or point DOCKER_HOST at a running engine; leftovers are removed by the next run",
      cause,
    });
  }
}

function isGone(cause: unknown): boolean {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  if (cause instanceof BuildFailure) return false;
  const gone = ["ECONNREFUSED", "ENOENT", "ECONNRESET", "EPIPE", "EACCES", "ENOTFOUND", "ECONNABORTED"];
  return gone.includes(code) || (cause instanceof Error && /^(?:socket hang up|aborted)$/.test(cause.message));
}

async function hasImage(docker: Docker, name: string): Promise<boolean> {
  try {
    await docker.getImage(name).inspect();
    return true;
  } catch (cause) {
    if (isGone(cause)) throw cause;
    return false;
  }
}

async function pull(docker: Docker, image: string): Promise<void> {
  try {
    const stream = await docker.pull(image);
    await finished(docker, stream);
  } catch (cause) {
    if (isGone(cause)) throw cause;
    throw new UserError(`the image ${image} is neither here nor can it be pulled`, {
      hint: `try: docker pull ${image}`,
      cause,
    });
  }
}

interface BuildEvent {
  readonly stream?: string;
  readonly error?: string;
}

function finished(docker: Docker, stream: NodeJS.ReadableStream): Promise<readonly BuildEvent[]> {
  return new Promise((resolve, reject) => {
    docker.modem.followProgress(stream, (error, events) => {
      if (error !== null) reject(error);
      else resolve(events as readonly BuildEvent[]);
    });
    stream.once("error", reject);
    // A stream that the engine cuts off ends without a last word.
    stream.once("aborted", () => reject(new Error("aborted")));
  });
}

/** The engine stops a build whose client hangs up. */
async function buildUnless(signal: AbortSignal, work: () => Promise<string>): Promise<string | null> {
  try {
    return await work();
  } catch (cause) {
    if (signal.aborted) return null;
    throw cause;
  }
}

async function build(
  docker: Docker,
  { id, labels }: Identity,
  { slug, context, dockerfile }: BuildInput,
  signal: AbortSignal,
): Promise<string> {
  const name = `valueline-verify/${slug}:${id}`;
  if (!existsSync(join(context, dockerfile))) {
    throw new UserError(`${dockerfile} is missing`, {
      hint: "run `migrate manifests --target compose` (and `migrate generate` for services) first",
    });
  }
  const stream = await docker.buildImage(packContext(context, dockerfile), {
    t: name,
    dockerfile,
    labels: { ...labels },
    forcerm: true,
    abortSignal: signal,
  });
  const events = await finished(docker, stream);
  const failure = events.find(({ error }) => error !== undefined)?.error;
  if (failure === undefined) return name;
  const tail = events
    .map(({ stream: text }) => text ?? "")
    .join("")
    .split("\n")
    .slice(-25)
    .join("\n");
  throw new BuildFailure(`${failure.trim()}\n${tail}`);
}

/** As the docker command packs it: what .dockerignore names stays out, the Dockerfile itself never does. */
function packContext(context: string, dockerfile: string): NodeJS.ReadableStream {
  const file = join(context, ".dockerignore");
  const rules = ignore.default().add([".git", ...(existsSync(file) ? readFileSync(file, "utf8").split("\n") : [])]);
  const always = new Set([dockerfile, ".dockerignore"]);
  const leaveOut = (path: string): boolean => {
    const below = relative(context, path).replaceAll("\\", "/");
    const kept = below === "" || [...always].some((name) => name === below || name.startsWith(`${below}/`));
    return !kept && rules.ignores(below);
  };
  return pack(context, { ignore: leaveOut }).pipe(createGzip());
}

/** The user's Dockerfile or code did not build: a result of verifying, not an error of the tool. */
export class BuildFailure extends Error {}

async function start(docker: Docker, { id, labels, network }: Identity, spec: ContainerSpec): Promise<string> {
  const key = `${spec.port}/tcp`;
  const container = await docker.createContainer({
    name: `valueline-verify-${id}-${spec.name}`,
    Image: spec.image,
    Labels: { ...labels },
    Env: Object.entries(spec.env).map(([name, value]) => `${name}=${value}`),
    ...(spec.command === null ? {} : { Cmd: [...spec.command] }),
    ...(spec.entrypoint === null ? {} : { Entrypoint: [...spec.entrypoint] }),
    ...(spec.port === null ? {} : { ExposedPorts: { [key]: {} } }),
    HostConfig: {
      NetworkMode: network,
      ...(spec.memory === null ? {} : { Memory: spec.memory }),
      ...(spec.scratch === null
        ? {}
        : {
            ReadonlyRootfs: true,
            CapDrop: ["ALL"],
            SecurityOpt: ["no-new-privileges"],
            Tmpfs: Object.fromEntries(spec.scratch.map((folder) => [folder, "mode=1777"])),
          }),
      ...(spec.port === null ? {} : { PortBindings: { [key]: [{ HostIp: "127.0.0.1", HostPort: "" }] } }),
    },
    NetworkingConfig: { EndpointsConfig: { [network]: { Aliases: [spec.name] } } },
  });
  await container.start();
  return container.id;
}

async function stateOf(docker: Docker, container: string): Promise<ContainerState> {
  const { State } = await docker.getContainer(container).inspect();
  return { running: State.Running, exitCode: State.ExitCode, outOfMemory: State.OOMKilled };
}

async function hostPort(docker: Docker, container: string, port: number): Promise<number> {
  const { NetworkSettings } = await docker.getContainer(container).inspect();
  return Number(NetworkSettings.Ports[`${port}/tcp`]?.[0]?.HostPort ?? 0);
}

const EXEC_LIMIT = 60_000;

async function exec(
  docker: Docker,
  container: string,
  command: readonly string[],
): Promise<{ code: number; output: string }> {
  const running = await docker
    .getContainer(container)
    .exec({ Cmd: [...command], AttachStdout: true, AttachStderr: true, Tty: true });
  const stream = await running.start({ Tty: true });
  // A program that asks a question would wait for ever: nobody is there to answer.
  const limit = setTimeout(() => stream.destroy(new Error(`no end within ${EXEC_LIMIT / 1000} s`)), EXEC_LIMIT);
  try {
    const output = await collect(stream);
    return { code: (await running.inspect()).ExitCode ?? -1, output };
  } catch (error) {
    return { code: -1, output: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(limit);
  }
}

function collect(stream: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    stream.on("data", (chunk: Buffer) => {
      text += chunk.toString("utf8");
    });
    stream.once("end", () => resolve(text));
    stream.once("error", reject);
  });
}

/** The engine frames stdout and stderr with eight bytes a piece; they are dropped. */
async function logs(docker: Docker, container: string, lines: number): Promise<string> {
  const raw = await docker.getContainer(container).logs({ stdout: true, stderr: true, tail: lines });
  const parts: string[] = [];
  for (let at = 0; at + 8 <= raw.length; ) {
    const size = raw.readUInt32BE(at + 4);
    parts.push(raw.subarray(at + 8, at + 8 + size).toString("utf8"));
    at += 8 + size;
  }
  return parts.join("").trimEnd();
}

/** By label only: a container that is not ours is never looked at. */
async function sweep(docker: Docker, label: string): Promise<void> {
  await answered(async () => {
    const filters = { label: [label] };
    const containers = await docker.listContainers({ all: true, filters });
    await Promise.all(
      containers.map(({ Id }) => docker.getContainer(Id).remove({ force: true, v: true }).catch(ignoreMissing)),
    );
    const networks = await docker.listNetworks({ filters });
    for (const { Id } of networks) await removeNetwork(docker, Id);
    const images = await docker.listImages({ filters });
    for (const { Id } of images) await docker.getImage(Id).remove({ force: true }).catch(ignoreMissing);
  });
}

const NETWORK_TRIES = 20;

/** A busy engine still holds endpoints of containers that are gone, and refuses with 403 until they are let go. */
async function removeNetwork(docker: Docker, id: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await docker.getNetwork(id).remove().catch(ignoreMissing);
    } catch (cause) {
      if (!(cause instanceof Error) || !cause.message.includes("active endpoints")) throw cause;
      const foreign = await releaseEndpoints(docker, id);
      if (foreign.length === 0 && tries < NETWORK_TRIES) await new Promise((resolve) => setTimeout(resolve, 250));
      else throw stillHeld(id, foreign, cause);
    }
  }
}

/** Lets go of endpoints whose container the engine no longer knows. Returns the containers that are there. */
async function releaseEndpoints(docker: Docker, id: string): Promise<readonly string[]> {
  const network = docker.getNetwork(id);
  const info = (await network.inspect().catch(ignoreMissing)) as Docker.NetworkInspectInfo | undefined;
  const there: string[] = [];
  for (const [container, { Name }] of Object.entries(info?.Containers ?? {})) {
    const known = await docker.getContainer(container).inspect().catch(ignoreMissing);
    if (known === undefined) await network.disconnect({ Container: Name, Force: true }).catch(ignoreMissing);
    // One of ours is on its way out: the next try sees it gone.
    else if (known.Config.Labels[LABEL] === undefined) there.push(Name);
  }
  return there;
}

const stillHeld = (id: string, foreign: readonly string[], cause: Error): UserError =>
  new UserError(`the network ${id.slice(0, 12)} of an earlier or this run cannot be removed`, {
    hint:
      foreign.length > 0
        ? `${foreign.join(", ")} hangs on it and is not ours: docker network disconnect ${id.slice(0, 12)} ${foreign[0]!}`
        : `see who holds it: docker network inspect ${id.slice(0, 12)}`,
    cause,
  });

/**
 * 404 and 409: gone already, or still the base of another layer of ours that follows. Docker 20.10 answers 500
 * "unrecognized image ID" for an image that was removed with its parent.
 */
function ignoreMissing(cause: unknown): void {
  const status = cause instanceof Error && "statusCode" in cause ? cause.statusCode : null;
  const removed = cause instanceof Error && cause.message.includes("unrecognized image ID");
  if (status !== 404 && status !== 409 && !removed) throw cause;
}
