/** Turns reads through Figaro, dotenv, ENVied and Rails credentials into config var reads, by name only. */
import { readArguments } from "../call-arguments.js";
import { defineRubyFramework, type RubyFile } from "../framework.js";
import { constantName } from "../names.js";
import type { CallNode } from "../nodes.js";

const add = (name: string, call: CallNode, file: RubyFile, hasDefault: boolean): void =>
  file.addEnv({ name, line: file.line(call), hasDefault });

/** `Figaro.require_keys("A", "B")`, `Dotenv.require_keys(...)`. */
function requireKeys(call: CallNode, file: RubyFile): void {
  if (!/^(Figaro|Dotenv)$/.test(constantName(call.receiver) ?? "")) return;
  for (const argument of readArguments(call).positional) {
    const name = file.text(argument);
    if (name !== null) add(name, call, file, false);
  }
}

/** `Figaro.env.stripe_key!`: any method on `Figaro.env` is a name, in lower case by custom. */
function figaroEnv(call: CallNode, file: RubyFile): void {
  if (constantName(call.receiver) !== "Figaro") return;
  const after = file.content.slice(call.location.startOffset + call.location.length);
  const read = /^\.(\w+)([!?]?)/.exec(after);
  if (read?.[1] !== undefined) add(read[1].toUpperCase(), call, file, read[2] !== "!");
}

/** `ENVied.NAME`. https://github.com/eval/envied */
export const figaroDotenv = defineRubyFramework({
  id: "figaro-dotenv",
  calls: { require_keys: requireKeys, env: figaroEnv },
});
