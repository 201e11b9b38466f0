/** Prints HTML pieces; text is escaped unless it is already `Html`. */

export interface Html {
  readonly html: string;
}

type Content = string | number | Html | readonly Content[];

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);

const print = (content: Content): string =>
  Array.isArray(content)
    ? content.map(print).join("")
    : typeof content === "object"
      ? (content as Html).html
      : escapeHtml(String(content));

/** html`<b>${name}</b>`: every hole is escaped, arrays are joined. */
export const html = (parts: TemplateStringsArray, ...holes: readonly Content[]): Html => ({
  html: parts.reduce((text, part, i) => `${text}${print(holes[i - 1] ?? "")}${part}`),
});

export const nothing: Html = { html: "" };

export const htmlTable = (head: readonly string[], rows: readonly (readonly Content[])[]): Html =>
  rows.length === 0
    ? nothing
    : html`<div class="scroll"><table><thead><tr>${head.map((cell) => html`<th>${cell}</th>`)}</tr></thead><tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table></div>`;
