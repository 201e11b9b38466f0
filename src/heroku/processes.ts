/** Turns declared, implied and captured processes into HerokuProcesses with entrypoint, role and queues. */
import type { Diagnostic, Evidence } from "../model/evidence.js";
import type { HerokuProcess } from "../model/heroku-app.js";
import { byKeys } from "../text/order.js";
import type { DeclaredFormation } from "./app-json.js";
import type { Capture, CapturedFormation } from "./capture.js";
import { describeEntrypoint } from "./entrypoint.js";
import { declaredNote } from "./evidence-notes.js";
import { type Followed, followCommand, followWords } from "./follow.js";
import { redactCommand } from "./redact-command.js";
import type { Repo } from "./repo.js";
import { judgeProcess, runsServer } from "./roles.js";
import { splitCommands } from "./shell-words.js";
import { readConfiguredQueues } from "./worker-config.js";
import { assignedName } from "./wrappers.js";

export interface RawProcess {
  readonly type: string;
  readonly command: string;
  readonly origin: HerokuProcess["origin"];
  readonly evidence: Evidence;
}

export interface Processes {
  readonly processes: readonly HerokuProcess[];
  readonly diagnostics: readonly Diagnostic[];
}

export function buildProcesses(
  raw: readonly RawProcess[],
  formation: readonly DeclaredFormation[],
  { formation: captured, autoscaling }: Pick<Capture, "formation" | "autoscaling">,
  repo: Repo,
): Processes {
  const declared = new Set(raw.map(({ type }) => type));
  const live = captured
    .filter(({ type }) => !declared.has(type))
    .map(({ type, command, note }) => ({ type, command, origin: "live" as const, evidence: { path: "", note } }));
  const built = [...raw, ...live]
    .map((process) => buildProcess(process, formation, captured, repo))
    .map((one) => ({ ...one, process: withAutoscaling(one.process, autoscaling) }));
  return nameTheWebProcess(built.sort(byKeys(({ process }) => process.type)));
}

function withAutoscaling(process: HerokuProcess, all: Capture["autoscaling"]): HerokuProcess {
  const found = all.find(({ type }) => type === process.type);
  if (found === undefined) return process;
  const { min, max, p95 } = found;
  return { ...process, autoscaling: { min, max, p95 } };
}

interface Built {
  readonly process: HerokuProcess;
  readonly server: boolean;
}

function buildProcess(
  raw: RawProcess,
  formation: readonly DeclaredFormation[],
  captured: readonly CapturedFormation[],
  repo: Repo,
): Built {
  const followed = followCommand(raw.command, repo);
  const entry = describeEntrypoint(followed.words, followed.folder, repo);
  const nature = judgeProcess({
    type: raw.type,
    words: followed.words,
    seen: followed.seen,
    entrypoint: entry?.text ?? null,
    assigned: assignments(raw.command),
    configured: readConfiguredQueues(followed.words, repo),
  });
  const scale = findScale(raw.type, formation, captured);
  const process = {
    type: raw.type,
    command: redactCommand(raw.command),
    entrypoint: entry === null ? null : redactCommand(entry.text),
    entryFile: entry?.file ?? null,
    ...nature,
    origin: raw.origin,
    env: [...new Set(followed.env)].sort(),
    steps: stepsOf(followed, repo),
    quantity: scale?.quantity ?? null,
    size: scale?.size ?? null,
    evidence: [raw.evidence, ...(scale === null || raw.origin === "live" ? [] : [scale.evidence])],
  };
  return { process, server: runsServer(process.entrypoint, followed.words) };
}

/** Everything the command runs, one after the other, scripts followed. */
const stepsOf = ({ seen, folder }: Followed, repo: Repo): readonly string[] =>
  seen.flatMap((words) => {
    const inside = followWords(words, { repo, folder, depth: 0 });
    const text = describeEntrypoint(inside.words, inside.folder, repo)?.text;
    return text === undefined ? [] : [redactCommand(text)];
  });

/** What runs beats what a review app would get. */
function findScale(
  type: string,
  formation: readonly DeclaredFormation[],
  captured: readonly CapturedFormation[],
): { readonly quantity: number | null; readonly size: string | null; readonly evidence: Evidence } | null {
  const live = captured.find((entry) => entry.type === type);
  if (live) return { ...live, evidence: { path: "", note: live.note } };
  const found = formation.find((entry) => entry.type === type && entry.scope === null);
  if (!found) return null;
  const { path, line, scope, quantity, size } = found;
  return { quantity, size, evidence: { path, line, note: declaredNote(path, scope) } };
}

/** NAME=value words of a command, for QUEUE=… of Resque and delayed_job. */
function assignments(command: string): ReadonlyMap<string, string> {
  const words = splitCommands(command).flatMap((part) => part.words);
  return new Map(
    words.flatMap((word) => {
      const name = assignedName(word);
      return name === null ? [] : [[name, word.slice(word.indexOf("=") + 1)] as const];
    }),
  );
}

/** Only a process called `web` gets traffic on Heroku; some Procfiles call their server something else. */
function nameTheWebProcess(built: readonly Built[]): Processes {
  const processes = built.map(({ process }) => process);
  const servers = built.filter(({ process, server }) => server && process.role === "other");
  const [only] = servers;
  if (servers.length !== 1 || only === undefined || processes.some(({ role }) => role === "web")) {
    return { processes, diagnostics: [] };
  }
  const { type, evidence } = only.process;
  const message = `process "${type}" starts an HTTP server, but on Heroku only "web" receives traffic`;
  const diagnostic = { code: "web-process-name", path: evidence[0]!.path, line: evidence[0]!.line ?? null, message };
  const renamed = processes.map((process) => (process.type === type ? { ...process, role: "web" as const } : process));
  return { processes: renamed, diagnostics: [diagnostic] };
}
