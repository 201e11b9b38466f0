/** Prints what could not be understood, so that silence is never taken for an answer. */
import type { Analysis } from "../../model/analysis.js";
import { bullets, code, folded, listWords, plural } from "../../text/markdown.js";
import { linkLine } from "./evidence.js";

const SHOWN = 20;

export function printLimits({ app, diagnostics, unplaced }: Analysis): string {
  const unread = app.languages
    .filter(({ parsed, files }) => parsed < files)
    .map(({ id, files, parsed }) => `${code(id)}: ${plural(files - parsed, "file")} not read`);
  const lines = remarks(diagnostics);
  const parts = [
    ...(unread.length === 0 ? [] : [bullets(unread)]),
    ...(lines.length === 0
      ? []
      : [lines.length > SHOWN ? folded(plural(lines.length, "remark"), bullets(lines.slice(0, 200))) : bullets(lines)]),
    ...(unplaced.length === 0
      ? []
      : [
          folded(
            `${plural(unplaced.length, "file")} too uncertain to place: they stay in the monolith`,
            bullets(
              unplaced
                .slice(0, 200)
                .map(
                  ({ path, between }) =>
                    `${code(path)}${between.length === 0 ? "" : `, between ${listWords(between)}`}`,
                ),
            ),
          ),
        ]),
  ];
  return parts.length === 0 ? "" : ["## What could not be understood", ...parts].join("\n\n");
}

/** One line a file and message, however many lines of the file it is about. */
function remarks(diagnostics: Analysis["diagnostics"]): readonly string[] {
  const groups = new Map<string, Analysis["diagnostics"][number][]>();
  for (const one of diagnostics) {
    const key = `${one.path}\n${one.message}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].map(([first, ...more]) => {
    const { path, line, message } = first!;
    if (path === "") return message;
    const others = [...new Set(more.map((one) => one.line))].filter((one) => one !== null && one !== line);
    const also = others.length === 0 ? "" : ` and ${others.length === 1 ? "line" : "lines"} ${others.join(", ")}`;
    return `${linkLine(path, line)}${also}: ${message}`;
  });
}
