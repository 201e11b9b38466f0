/** Turns a member of Nest's CronExpression into the cron text it stands for. https://github.com/nestjs/schedule/blob/master/lib/enums/cron-expression.enum.ts */

const NAMED: Readonly<Record<string, string>> = {
  EVERY_SECOND: "* * * * * *",
  EVERY_MINUTE: "*/1 * * * *",
  EVERY_HOUR: "0 0-23/1 * * *",
  EVERY_DAY_AT_NOON: "0 12 * * *",
  EVERY_DAY_AT_MIDNIGHT: "0 0 * * *",
  EVERY_WEEK: "0 0 * * 0",
  EVERY_WEEKDAY: "0 0 * * 1-5",
  EVERY_WEEKEND: "0 0 * * 6,0",
  EVERY_1ST_DAY_OF_MONTH_AT_MIDNIGHT: "0 0 1 * *",
  EVERY_1ST_DAY_OF_MONTH_AT_NOON: "0 12 1 * *",
  EVERY_2ND_HOUR: "0 */2 * * *",
  EVERY_2ND_HOUR_FROM_1AM_THROUGH_11PM: "0 1-23/2 * * *",
  EVERY_2ND_MONTH: "0 0 1 */2 *",
  EVERY_QUARTER: "0 0 1 */3 *",
  EVERY_6_MONTHS: "0 0 1 */6 *",
  EVERY_YEAR: "0 0 1 1 *",
};

/** The twelve-hour clock as the enum writes it: two digits. */
const hourOf = (hour: string, half: string): string =>
  String((Number(hour) % 12) + (half === "PM" ? 12 : 0)).padStart(2, "0");

export function cronExpression(name: string): string | null {
  if (Object.hasOwn(NAMED, name)) return NAMED[name]!;
  const seconds = /^EVERY_(\d+)_SECONDS$/.exec(name);
  if (seconds !== null) return `*/${seconds[1]} * * * * *`;
  const minutes = /^EVERY_(\d+)_MINUTES$/.exec(name);
  if (minutes !== null) return `0 */${minutes[1]} * * * *`;
  const hours = /^EVERY_(\d+)_HOURS$/.exec(name);
  if (hours !== null) return `0 0-23/${hours[1]} * * *`;
  const daily = /^EVERY_DAY_AT_(\d+)(AM|PM)$/.exec(name);
  if (daily !== null) return `0 ${hourOf(daily[1]!, daily[2]!)} * * *`;
  const working = /^MONDAY_TO_FRIDAY_AT_(\d+)(?:_(\d+))?(AM|PM)$/.exec(name);
  if (working !== null) return `0 ${Number(working[2] ?? 0)} ${hourOf(working[1]!, working[3]!)} * * 1-5`;
  const between = /^EVERY_30_MINUTES_BETWEEN_(\d+)AM_AND_(\d+)PM$/.exec(name);
  return between === null ? null : `0 */30 ${Number(between[1])}-${Number(between[2]) + 12} * * *`;
}
