/** Prints what could not be understood, so that silence is never taken for an answer. */
import type { Analysis } from "../../model/analysis.js";
import { bullets, code, folded, listWords, plural } from "../../text/markdown.js";
import { linkLine } from "./evidence.js";

const SHOWN = 20;

export function printLimits({ app, diagnostics, unplaced }: Analysis): string {
  const unread = app.languages
    .filter(({ parsed, files }) => parsed < files)
    .map(({ id, files, parsed }) => `${code(id)}: ${plural(files - parsed, "file")} not read`);
  const lines = diagnostics.map(({ path, line, message }) =>
    path === "" ? message : `${linkLine(path, line)}: ${message}`,
  );
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
