/** Turns the text of `migration/decisions.yaml` into Decisions, or says which line is wrong. */
import { parse } from "yaml";
import type {
  AddonDecision,
  AuthChoice,
  CutDecision,
  Decisions,
  FrontendDecision,
  ProcessOverride,
  ServiceDecision,
} from "../model/decision.js";
import { UserError } from "../model/errors.js";
import type { Pin } from "../model/proposal.js";
import { byKeys } from "../text/order.js";
import { checkText } from "./check-document.js";

type Raw<T> = { readonly [K in keyof T]?: T[K] | null };

interface RawFile {
  readonly services?: Record<string, Raw<Omit<ServiceDecision, "auth">> & { auth?: AuthChoice | "undecided" | null }>;
  readonly cuts?: Record<string, Raw<CutDecision>>;
  readonly broker?: Raw<Decisions["broker"]>;
  readonly addons?: Record<string, Raw<AddonDecision>>;
  readonly processes?: Record<string, Omit<ProcessOverride, "type">>;
  readonly frontends?: Record<string, Raw<FrontendDecision>>;
  readonly targets?: readonly string[];
  readonly pins?: readonly Pin[];
  readonly facts?: Raw<Decisions["facts"]>;
}

export function readDecisions(text: string, path: string): Decisions {
  refuseProblems(text, path);
  const raw = (parse(text) ?? {}) as RawFile;
  return {
    schema: "valueline/decisions/1",
    services: entries(raw.services).map(([id, found]) => readService(id, found)),
    cuts: entries(raw.cuts).map(([id, { transport, by, digest }]) => ({
      id,
      transport: transport ?? "api",
      by: by ?? "user",
      digest: digest ?? "",
    })),
    broker: {
      choice: raw.broker?.choice ?? "redis",
      by: raw.broker?.by ?? "default",
      digest: raw.broker?.digest ?? "",
    },
    addons: entries(raw.addons).map(([plan, { as, run, by, digest }]) => ({
      plan,
      as: as ?? null,
      run: run ?? "managed",
      by: by ?? "user",
      digest: digest ?? "",
    })),
    processes: entries(raw.processes).map(([type, override]) => ({ type, ...override })),
    frontends: entries(raw.frontends).map(([path, { host, by, digest }]) => ({
      path,
      host: host ?? "monolith",
      by: by ?? "user",
      digest: digest ?? "",
    })),
    targets: raw.targets ?? [],
    pins: raw.pins ?? [],
    facts: {
      schedules: (raw.facts?.schedules ?? []).map((entry) => ({ ...entry, timezone: entry.timezone ?? null })),
      tasks: (raw.facts?.tasks ?? []).map((entry) => ({ ...entry, queue: entry.queue ?? "celery" })),
      secrets: raw.facts?.secrets ?? {},
      traffic: raw.facts?.traffic ?? {},
    },
  };
}

export function refuseProblems(text: string, path: string): void {
  const problems = checkText(text);
  if (problems.length === 0) return;
  const [first] = problems;
  throw new UserError(problems.map(({ line, message }) => `${path}:${line}: ${message}`).join("\n"), {
    hint: `mend line ${first!.line}; \`migrate select --print-questions\` lists every key and its choices`,
  });
}

const entries = <T>(map: Record<string, T> | null | undefined): [string, T][] =>
  Object.entries(map ?? {}).sort(byKeys(([key]) => key));

function readService(
  id: string,
  raw: Raw<Omit<ServiceDecision, "auth">> & { auth?: AuthChoice | "undecided" | null },
): ServiceDecision {
  const auth = raw.auth ?? null;
  return {
    id,
    extract: raw.extract ?? false,
    name: raw.name ?? id,
    modules: raw.modules ?? [],
    language: raw.language ?? "go",
    data: raw.data ?? "shared-schema",
    auth: auth === "undecided" ? null : auth,
    ...(raw.routes === undefined || raw.routes === null ? {} : { routes: raw.routes }),
    by: raw.by ?? "user",
    digest: raw.digest ?? "",
  };
}
