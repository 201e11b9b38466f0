/** Turns a crontab's text into schedules, as supercronic and cron read it. */
import type { Schedule } from "../model/heroku-app.js";

const FIELDS = /^((?:\S+\s+){5})(\S.*)$/;
/** supercronic takes an optional field of seconds or years. */
const LONG = /^((?:[\d*,/?LW#A-Za-z-]+\s+){6})(\S.*)$/;

export function parseCrontab(path: string, text: string, process: string | null): readonly Schedule[] {
  const schedules: Schedule[] = [];
  let timezone: string | null = null;
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    const assigned = /^(CRON_TZ|TZ)\s*=\s*["']?([^"'\s]+)/.exec(line);
    if (assigned) timezone = assigned[2]!;
    if (line === "" || line.startsWith("#") || /^[A-Za-z_]\w*\s*=/.test(line)) continue;
    const entry = parseEntry(line);
    if (entry === null) continue;
    schedules.push({ name: entry.runs, ...entry, timezone, process, evidence: [{ path, line: index + 1 }] });
  }
  return schedules;
}

function parseEntry(line: string): { readonly when: string; readonly runs: string } | null {
  const word = /^(@[a-z]+(?:\s+\d+[smhd])?)\s+(\S.*)$/.exec(line);
  if (word) return { when: word[1]!, runs: word[2]! };
  const found = isCronField(line.split(/\s+/)[5] ?? "") ? (LONG.exec(line) ?? FIELDS.exec(line)) : FIELDS.exec(line);
  return found === null ? null : { when: found[1]!.trim().replace(/\s+/g, " "), runs: found[2]! };
}

const isCronField = (word: string): boolean => /^[\d*][\d*,/-]*$/.test(word);
