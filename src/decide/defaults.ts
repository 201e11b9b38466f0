/** Turns a proposal into the answers that `--yes` takes: conservative, and what the app already pays for first. */
import type { AuthChoice, Broker, DataStep, ServiceLanguage } from "../model/decision.js";
import { canKeepOutbox } from "../model/outbox-support.js";
import type { Cut, ServiceProposal } from "../model/proposal.js";
import type { Ground } from "./ground.js";

const BROKER_OF_NEED: Readonly<Record<string, Broker>> = { redis: "redis", queue: "rabbitmq", nats: "nats" };

/** The broker that the app already pays for; Redis where it pays for none. */
export function defaultBroker({ app }: Ground): Broker {
  const paid = app.heroku.addons.flatMap(({ need }) => (need === null ? [] : (BROKER_OF_NEED[need] ?? [])));
  return paid.includes("rabbitmq") ? "rabbitmq" : (paid[0] ?? "redis");
}

/** The monolith's own language family, so that a team learns one new thing at a time; Go where that is not Node. */
export function defaultLanguage({ app }: Ground): ServiceLanguage {
  const lines = (ids: readonly string[]): number =>
    app.languages.filter(({ id }) => ids.includes(id)).reduce((sum, language) => sum + language.lines, 0);
  return lines(["typescript", "javascript"]) > lines(["ruby", "python", "go"]) ? "typescript" : "go";
}

/** Extract what the order puts first; the rest is a later run's decision. */
export function defaultExtract({ proposal }: Ground, service: ServiceProposal): boolean {
  if (proposal.verdict === "move-only" || proposal.verdict === "keep-together") return false;
  const first = proposal.order.find(({ step }) => step === Math.min(...proposal.order.map((entry) => entry.step)));
  return (first?.service ?? proposal.services[0]?.id) === service.id;
}

export const DEFAULT_DATA: DataStep = "shared-schema";
/** The gateway asks the monolith: right for whatever way the app knows its callers today. */
export const DEFAULT_AUTH: AuthChoice = "ask-monolith";

/** Only what nobody waits for becomes an event, and only where an outbox can be written for the monolith. */
export const defaultTransport = ({ app }: Ground, cut: Cut): "api" | "event" =>
  canKeepOutbox(app) && (["event", "outbox", "replicate", "saga"].includes(cut.remedy) || cut.kind === "job")
    ? "event"
    : "api";

export const defaultName = (service: ServiceProposal, taken: ReadonlySet<string>): string => {
  const slug = service.name
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+|-+$/g, "");
  const base = slug === "" || RESERVED_NAMES.has(slug) ? `${slug === "" ? "edge" : slug}-service` : slug;
  for (let i = 1; ; i += 1) {
    const name = i === 1 ? base : `${base}-${i}`;
    if (!taken.has(name)) return name;
  }
};

/** Names that a folder, a Go package, a hostname or our own parts already mean something else by. */
export const RESERVED_NAMES: ReadonlySet<string> = new Set([
  ..."break case chan const continue default defer else fallthrough for func go goto if import interface map".split(
    " ",
  ),
  ..."package range return select struct switch type var main internal vendor test".split(" "),
  ..."monolith gateway contracts deploy localhost redis nats rabbitmq postgres mysql con prn aux nul".split(" "),
]);
