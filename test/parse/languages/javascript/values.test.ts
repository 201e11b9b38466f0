/** What one file fixes by itself: values of statics and enums, names of exported functions, schedules by constants. */
import { expect, it } from "vitest";
import { inputOf } from "../../../detect/analyse-fixture.js";

const factsOf = (text: string, path = "a.ts") => inputOf({ [path]: text }).facts[0]!;

it("names a function in module.exports by its property, however it is written", () => {
  const { exports } = factsOf(
    "module.exports = { one() {}, two: () => 1, three: async function () {}, four };\nfunction four() {}",
    "a.js",
  );
  const named = exports.filter((one) => one.name !== "=").map((one) => [one.name, one.origin]);
  expect(named).toEqual(["one", "two", "three", "four"].map((name) => [name, { kind: "local", name }]));
});

it("reads a schedule from a static field or an enum, and leaves what runs at start-up open", () => {
  const text = `
import { Cron, CronExpression } from "@nestjs/schedule";
enum At { Dawn = "0 5 * * *" }
export class Chores {
  static readonly NOON = "0 12 * * *";
  static readonly SOME = \`\${new Date().getMinutes()} * * * *\`;
  @Cron(Chores.NOON) lunch() {}
  @Cron(At.Dawn) milk() {}
  @Cron(CronExpression.EVERY_WEEK) sweep() {}
  @Cron(Chores.SOME) feed() {}
}`;
  const read = factsOf(text).fragments.flatMap((one) => (one.kind === "schedule" ? [[one.name, one.when]] : []));
  expect(Object.fromEntries(read)).toEqual({
    "Chores#lunch": "0 12 * * *",
    "Chores#milk": "0 5 * * *",
    "Chores#sweep": "0 0 * * 0",
    "Chores#feed": null,
  });
});
