/** Turns reads through Figaro, dotenv and Rails credentials into config var reads, by name only. */
import { readArguments } from "../call-arguments.js";
import { defineRubyFramework, type RubyFile } from "../framework.js";
import { chainText, constantName } from "../names.js";
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
  const text = file.content.split("\n")[file.line(call) - 1] ?? "";
  for (const [, name = "", mark] of text.matchAll(/\bFigaro\.env\.(\w+)([!?]?)/g)) {
    add(name.toUpperCase(), call, file, mark !== "!");
  }
}

/** Encrypted credentials need their key wherever the app boots. https://guides.rubyonrails.org/security.html#custom-credentials */
function credentials(call: CallNode, file: RubyFile): void {
  if (chainText(call.receiver) === "Rails.application") add("RAILS_MASTER_KEY", call, file, true);
}

export const figaroDotenv = defineRubyFramework({
  id: "figaro-dotenv",
  calls: { require_keys: requireKeys, env: figaroEnv, credentials },
});
