/** Prints Markdown pieces: tables, links to lines, folded parts. */

/** Text as it is, safe in a table cell and outside of code. */
export const escapeCell = (text: string): string =>
  text.replaceAll("\\", "\\\\").replaceAll("|", "\\|").replaceAll("<", "&lt;").replace(/\r?\n/g, " ");

/** Inline code, also where the text holds backticks or pipes. */
export function code(text: string): string {
  const fence = "`".repeat(Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length)) + 1);
  const body = text.replaceAll("|", "\\|").replace(/\r?\n/g, " ");
  return body.startsWith("`") || body.endsWith("`") ? `${fence} ${body} ${fence}` : `${fence}${body}${fence}`;
}

export function table(
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
  align: string = "",
): string {
  const rule = head.map((_, i) => (align[i] === "r" ? "---:" : "---"));
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}

/** A part that a reader opens when he wants it. */
export const folded = (summary: string, body: string): string =>
  `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`;

export const bullets = (items: readonly string[]): string => items.map((item) => `- ${item}`).join("\n");

/** "1 route", "3 routes", "2 branches". */
export function plural(
  count: number,
  noun: string,
  many: string = noun.endsWith("h") || noun.endsWith("s")
    ? `${noun}es`
    : noun.endsWith("y") && !/[aeiou]y$/.test(noun)
      ? `${noun.slice(0, -1)}ies`
      : `${noun}s`,
): string {
  return `${groupDigits(count)} ${count === 1 ? noun : many}`;
}

/** 12345 -> "12,345"; the same in every locale. */
export const groupDigits = (value: number): string => String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ",");

/** 1234.5 -> "$1,234.50" */
export const formatDollars = (amount: number): string =>
  `$${groupDigits(Math.floor(amount))}${Number.isInteger(amount) ? "" : `.${String(Math.round((amount % 1) * 100)).padStart(2, "0")}`}`;

/** "a, b and c" */
export function listWords(words: readonly string[], most = Number.POSITIVE_INFINITY): string {
  const shown = words.length > most ? [...words.slice(0, most), `${words.length - most} more`] : words;
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}
