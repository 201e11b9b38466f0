/** Reads numbers out of Rails' ERB-templated YAML: a literal, or the default beside an ENV read. */

/** `<%= ENV.fetch("RAILS_MAX_THREADS") { 5 } %>` -> 5; what has no number in it becomes empty. */
export const withoutErb = (text: string): string =>
  text.replace(/<%=?([\s\S]*?)%>/g, (_tag, code: string) => defaultOf(code) ?? "");

/** The default that stands beside an ENV read: `{ 5 }`, `|| 5`, `, 5)`. */
function defaultOf(code: string): string | null {
  return /ENV[\s\S]*?(?:\{\s*|\|\|\s*|,\s*)["']?(\d+)/.exec(code)?.[1] ?? /^\s*(\d+)\s*$/.exec(code)?.[1] ?? null;
}
