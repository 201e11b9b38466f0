/** Pins are offered by what they spare, and taken by flag, file or person into one list. */
import { describe, expect, it } from "vitest";
import { askPins, readDecisions, readPins, settleDecisions } from "../../src/decide/index.js";
import type { Cut } from "../../src/model/proposal.js";
import { handMadeGround } from "../hand-made-ground.js";

const ground = handMadeGround();
const none = { set: [], answers: null, given: new Map() };
const cards = { kind: "with", a: "cards", b: "accounts" } as const;
const apart = { kind: "apart", a: "User", b: "Card" } as const;
const pinsOf = (text: string) => readDecisions(text, "migration/decisions.yaml").pins;

const cut = (from: string, to: string, kind: Cut["kind"], notes: readonly string[]): Cut => ({
  id: `${from}--${to}--${kind}`,
  from,
  to,
  kind,
  count: notes.length,
  remedy: "api",
  evidence: notes.map((note, i) => ({ path: `app/${i}.rb`, line: 1, note })),
});

describe("pins", () => {
  it("offers those that spare the most places first: a table of the monolith, another service", () => {
    const cuts = [
      cut("cards", "monolith", "foreign-key", ["cards -> accounts", "cards -> users", "limits -> accounts"]),
      cut("authorizations", "cards", "call", ["a", "b", "c"]),
    ];
    const question = askPins({ ...ground, proposal: { ...ground.proposal, cuts } });
    expect(question.choices.map(({ value, label }) => [value, label])).toEqual([
      ["authorizations with cards", "authorizations with cards (3 places)"],
      ["cards with accounts", "cards with accounts (2 places)"],
      ["cards with users", "cards with users (1 place)"],
    ]);
    expect(question.default).toEqual([]);
  });

  it("reads them from flags and from an answers file, and leaves what is malformed to the file's check", () => {
    expect(readPins(["pins=[{kind: with, a: cards, b: accounts}]", "broker.choice=nats"], null)).toEqual([cards]);
    expect(readPins([], "pins:\n  - { kind: apart, a: User, b: Card }\n")).toEqual([apart]);
    expect(readPins(["pins=[{kind: near, a: 1}]"], "pins: [")).toEqual([]);
  });

  it("adds what was taken to what stands there, once each, and writes no empty list", () => {
    expect(settleDecisions(null, ground, none)).not.toContain("pins");
    const first = settleDecisions(null, ground, { ...none, pins: [cards] });
    expect(pinsOf(first)).toEqual([cards]);
    const second = settleDecisions(first, ground, { ...none, pins: [cards, apart] });
    expect(pinsOf(second)).toEqual([cards, apart]);
    expect(settleDecisions(second, ground, none)).toBe(second);
  });
});
