/** Turns the output of `git log -z --numstat` (or `--name-status`) into entries, chunk by chunk. */

interface LogChange {
  readonly path: string;
  /** The name before, where this commit renamed it. */
  readonly before: string | null;
  readonly added: number;
  readonly deleted: number;
}

export interface LogEntry {
  readonly id: string;
  readonly parents: number;
  readonly time: number;
  readonly author: string;
  readonly fix: boolean;
  readonly changes: LogChange[];
}

const FIX = /\b(fix(e[sd]|ing)?|bug(s|fix(es)?)?|hotfix|regressions?|defects?|crash(e[sd]|ing)?|broken)\b/i;
const NOT_A_BUG =
  /\b(typos?|lint(er|ing|s)?|rubocop|eslint|prettier|whitespace|formatting|indentation|changelog|readme)\b/i;
const BOT = /\[bot\]|^bot@|dependabot|renovate|greenkeeper|snyk-bot|weblate|transifex|localazy/i;

/** The subject is only looked at here; it goes no further. */
export const isFix = (subject: string): boolean => FIX.test(subject) && !NOT_A_BUG.test(subject);

/** Splits at NUL; a header starts with \x01, a change with a number, "-" or a status letter. */
export class LogParser {
  readonly #hash: (address: string) => string;
  readonly #entries: LogEntry[] = [];
  readonly #authors = new Map<string, string>();
  #rest = "";
  #rename: { added: number; deleted: number; before: string | null } | null = null;
  #status = "";

  constructor(hash: (address: string) => string) {
    this.#hash = hash;
  }

  push(chunk: string): void {
    const tokens = (this.#rest + chunk).split("\0");
    this.#rest = tokens.pop() ?? "";
    for (const token of tokens) this.#take(token);
  }

  finish(): readonly LogEntry[] {
    if (this.#rest !== "") this.push("\0");
    return this.#entries;
  }

  #take(raw: string): void {
    if (this.#rename !== null) this.#takeRename(raw);
    else if (this.#status !== "") this.#takeNamed(raw);
    else this.#takeFirst(raw);
  }

  #takeFirst(raw: string): void {
    const token = raw.replace(/^\n+/, "");
    const counts = /^(\d+|-)\t(\d+|-)\t([\s\S]*)$/.exec(token);
    if (token.startsWith("\x01")) this.#takeHeader(token.slice(1));
    else if (counts !== null) this.#takeCounts(counts);
    else if (/^[A-Z]\d*$/.test(token)) this.#status = token;
  }

  #takeHeader(header: string): void {
    const [id = "", parents = "", time = "0", address = "", subject = ""] = header.split("\x02");
    const count = parents === "" ? 0 : parents.split(" ").length;
    this.#entries.push({
      id,
      parents: count,
      time: Number(time),
      author: this.#author(address),
      fix: isFix(subject),
      changes: [],
    });
  }

  #author(address: string): string {
    const known = this.#authors.get(address);
    if (known !== undefined) return known;
    const opaque = (BOT.test(address) ? "bot-" : "") + this.#hash(address);
    this.#authors.set(address, opaque);
    return opaque;
  }

  #takeCounts(counts: RegExpExecArray): void {
    const added = Number(counts[1]) || 0;
    const deleted = Number(counts[2]) || 0;
    // A rename prints an empty path, then the old and the new name as tokens of their own.
    if (counts[3] === "") this.#rename = { added, deleted, before: null };
    else this.#add({ path: counts[3]!, before: null, added, deleted });
  }

  #takeRename(path: string): void {
    const { added, deleted, before } = this.#rename!;
    if (before === null) this.#rename = { added, deleted, before: path };
    else {
      this.#rename = null;
      this.#add({ path, before, added, deleted });
    }
  }

  #takeNamed(path: string): void {
    if (/^[RC]/.test(this.#status)) this.#rename = { added: 0, deleted: 0, before: path };
    else this.#add({ path, before: null, added: 0, deleted: 0 });
    this.#status = "";
  }

  #add(change: LogChange): void {
    this.#entries.at(-1)?.changes.push(change);
  }
}
