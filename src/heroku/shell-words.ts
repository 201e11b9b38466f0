/** Turns a shell command line into its simple commands and their words, as POSIX `sh` splits them. */

export interface ShellCommand {
  /** Unquoted text of each word; `$NAME` and `${NAME:-x}` stay as written. Redirections are left out. */
  readonly words: readonly string[];
  /** What follows it: "" at the end. */
  readonly operator: "" | "&&" | "||" | ";" | "|" | "&";
  /** Line of its first word, from 1. */
  readonly line: number;
}

interface Scanner {
  readonly text: string;
  at: number;
  line: number;
}

type Token = { readonly kind: "word"; readonly text: string; readonly line: number } | { readonly kind: Operator };
type Operator = "&&" | "||" | ";" | "|" | "&" | "redirect" | "(" | ")";

export function splitCommands(text: string): readonly ShellCommand[] {
  const commands: ShellCommand[] = [];
  let words: string[] = [];
  let line = 1;
  let redirected = false;
  const close = (operator: ShellCommand["operator"]): void => {
    if (words.length > 0) commands.push({ words, operator, line });
    words = [];
  };
  for (const token of tokenize(text)) {
    if (token.kind === "word") {
      if (!redirected) {
        if (words.length === 0) line = token.line;
        words.push(token.text);
      }
      redirected = false;
    } else if (token.kind === "redirect") redirected = true;
    else if (token.kind === "(" || token.kind === ")") close(";");
    else close(token.kind);
  }
  close("");
  return commands;
}

function* tokenize(text: string): Generator<Token> {
  const scanner: Scanner = { text, at: 0, line: 1 };
  while (scanner.at < text.length) {
    const character = text[scanner.at]!;
    if (character === "\n") {
      scanner.at += 1;
      scanner.line += 1;
      yield { kind: ";" };
    } else if (character === "\\" && text[scanner.at + 1] === "\n") {
      scanner.at += 2;
      scanner.line += 1;
    } else if (/\s/.test(character)) scanner.at += 1;
    else if (character === "#") skipComment(scanner);
    else {
      const operator = readOperator(scanner);
      yield operator ?? readWord(scanner);
    }
  }
}

function skipComment(scanner: Scanner): void {
  while (scanner.at < scanner.text.length && scanner.text[scanner.at] !== "\n") scanner.at += 1;
}

const OPERATOR = /(?:&&|\|\||;;|\d*(?:>>|>&|<&|<<-?|<|>\|?)|&>>?|[;|&()])/y;

function readOperator(scanner: Scanner): Token | null {
  OPERATOR.lastIndex = scanner.at;
  const found = OPERATOR.exec(scanner.text)?.[0];
  if (found === undefined) return null;
  scanner.at += found.length;
  if (/[<>]/.test(found)) return { kind: "redirect" };
  return { kind: found === ";;" ? ";" : (found as Operator) };
}

function readWord(scanner: Scanner): Token {
  const { text, line } = scanner;
  let word = "";
  while (scanner.at < text.length) {
    const character = text[scanner.at]!;
    if (/[\s;|&()<>]/.test(character)) break;
    if (character === "'") word += readSingleQuoted(scanner);
    else if (character === '"') word += readDoubleQuoted(scanner);
    else if (character === "$" || character === "`") word += readExpansion(scanner);
    else if (character === "\\") {
      word += text[scanner.at + 1] === "\n" ? "" : (text[scanner.at + 1] ?? "");
      scanner.at += 2;
    } else {
      word += character;
      scanner.at += 1;
    }
  }
  return { kind: "word", text: word, line };
}

function readSingleQuoted(scanner: Scanner): string {
  const end = scanner.text.indexOf("'", scanner.at + 1);
  const inside = scanner.text.slice(scanner.at + 1, end < 0 ? undefined : end);
  scanner.at = end < 0 ? scanner.text.length : end + 1;
  scanner.line += inside.split("\n").length - 1;
  return inside;
}

function readDoubleQuoted(scanner: Scanner): string {
  let inside = "";
  scanner.at += 1;
  while (scanner.at < scanner.text.length && scanner.text[scanner.at] !== '"') {
    const character = scanner.text[scanner.at]!;
    if (character === "$" || character === "`") inside += readExpansion(scanner);
    else {
      const escaped = character === "\\" && /["\\$`\n]/.test(scanner.text[scanner.at + 1] ?? "");
      if (character === "\n") scanner.line += 1;
      inside += escaped ? scanner.text[scanner.at + 1]! : character;
      scanner.at += escaped ? 2 : 1;
    }
  }
  scanner.at += 1;
  return inside;
}

/** `$NAME`, `${…}`, `$(…)` and backquotes as written, nested ones inside. */
function readExpansion(scanner: Scanner): string {
  const { text, at } = scanner;
  const close = text[at] === "`" ? "`" : text[at + 1] === "{" ? "}" : text[at + 1] === "(" ? ")" : null;
  if (close === null) {
    scanner.at += 1;
    return "$";
  }
  const open = close === "}" ? "{" : close === ")" ? "(" : null;
  let depth = 0;
  let end = text[at] === "`" ? at + 1 : at + 1;
  for (; end < text.length; end += 1) {
    if (text[end] === open) depth += 1;
    else if (text[end] === close) {
      depth -= 1;
      if (depth <= 0) break;
    }
  }
  scanner.at = Math.min(end + 1, text.length);
  return text.slice(at, scanner.at);
}
