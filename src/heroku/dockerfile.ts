/** Reads from a Dockerfile the command that its last stage runs. https://docs.docker.com/reference/dockerfile/ */

export interface ImageCommand {
  readonly command: string;
  readonly line: number;
}

/** ENTRYPOINT and CMD of the last stage, joined; a FROM begins anew. */
export function readImageCommand(text: string): ImageCommand | null {
  let entrypoint: ImageCommand | null = null;
  let cmd: ImageCommand | null = null;
  for (const { name, rest, line } of instructions(text)) {
    if (name === "FROM") entrypoint = cmd = null;
    else if (name === "ENTRYPOINT") entrypoint = { command: commandOf(rest), line };
    else if (name === "CMD") cmd = { command: commandOf(rest), line };
  }
  if (entrypoint === null) return cmd;
  return { command: [entrypoint.command, cmd?.command ?? ""].join(" ").trim(), line: (cmd ?? entrypoint).line };
}

function* instructions(
  text: string,
): Generator<{ readonly name: string; readonly rest: string; readonly line: number }> {
  let pending = "";
  let start = 1;
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const content = raw.trim();
    if (content === "" || content.startsWith("#")) continue;
    if (pending === "") start = index + 1;
    const continued = content.endsWith("\\");
    pending += continued ? `${content.slice(0, -1)} ` : content;
    if (continued) continue;
    const space = pending.search(/\s/);
    yield {
      name: pending.slice(0, space < 0 ? undefined : space).toUpperCase(),
      rest: pending.slice(space + 1).trim(),
      line: start,
    };
    pending = "";
  }
}

/** The JSON form lists words; the shell form is a command line already. */
function commandOf(rest: string): string {
  if (!rest.startsWith("[")) return rest;
  try {
    const words: unknown = JSON.parse(rest);
    if (!Array.isArray(words)) return rest;
    return words
      .map((word) => (/^[\w@%+=:,./${}-]+$/.test(String(word)) ? String(word) : `'${String(word)}'`))
      .join(" ");
  } catch {
    return rest;
  }
}
