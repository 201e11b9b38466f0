/** Collects messages published and consumed on brokers and sockets. */
import type { Message } from "../model/app-model.js";
import type { Evidence } from "../model/evidence.js";
import { byKeys } from "../text/order.js";
import type { DetectInput } from "./input.js";
import { Texts } from "./routes/javascript/texts.js";

export function detectMessages(input: DetectInput): readonly Message[] {
  const facts = input.facts.filter((one) => !one.marks.includes("test"));
  const texts = new Texts(facts, input.resolution, input.reader);
  const found = new Map<string, Message & { evidence: Evidence[] }>();
  for (const { path, fragments } of facts) {
    for (const fragment of fragments) {
      if (fragment.kind !== "message") continue;
      const known = fragment.channelOrigin && texts.constant(path, fragment.channelOrigin);
      const channel = fragment.channel ?? (typeof known === "string" ? known : null);
      if (channel === null) continue;
      const { system, direction, line } = fragment;
      const key = [channel, system, direction].join("\n");
      const message = found.get(key) ?? { channel, system, direction, evidence: [] };
      message.evidence.push({ path, line });
      found.set(key, message);
    }
  }
  return [...found.values()].sort(
    byKeys(
      (one) => one.channel,
      (one) => one.system,
      (one) => one.direction,
    ),
  );
}
