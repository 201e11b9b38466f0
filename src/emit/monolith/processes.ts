/** Turns a plan into the processes that the monolith's side adds to the app: relay and consumer. */
import type { Plan } from "../../model/plan.js";
import { atEnd, type Insertion } from "./patch.js";

export interface AddedProcess {
  readonly type: "valueline_relay" | "valueline_consumer";
  readonly command: string;
  readonly about: string;
}

export function monolithProcesses({ events, monolith }: Plan): readonly AddedProcess[] {
  const commands = commandsOf(monolith.framework, monolith.language);
  if (commands === null) return [];
  const tells = events.some(({ from }) => from === "monolith");
  const hears = events.some(({ to }) => to.includes("monolith"));
  return [
    ...(tells
      ? [{ type: "valueline_relay", command: commands.relay, about: "the outbox relay of the split" } as const]
      : []),
    ...(hears
      ? [{ type: "valueline_consumer", command: commands.consumer, about: "the reader of services' events" } as const]
      : []),
  ];
}

function commandsOf(
  framework: string | null,
  language: Plan["monolith"]["language"],
): { readonly relay: string; readonly consumer: string } | null {
  if (framework === "rails") {
    const runner = (code: string): string => `bundle exec rails runner ${code}`;
    return { relay: runner("Valueline::Relay.run"), consumer: runner("Valueline::Consumer.run") };
  }
  if (language !== "javascript" && language !== "typescript") return null;
  return { relay: "node valueline/relay.cjs", consumer: "node valueline/consumer.cjs" };
}

/** Lines of the Procfile that are not there yet. */
export function printProcessLines(plan: Plan, procfile: string): readonly Insertion[] {
  const lines = monolithProcesses(plan)
    .filter(({ type }) => !new RegExp(`^${type}:`, "m").test(procfile))
    .map(({ type, command }) => `${type}: ${command}`);
  return lines.length === 0 ? [] : atEnd(procfile, lines);
}
