/** Takes secret values out of a command line and leaves the rest as written. */
import { isSecretName, isSecretValue, REDACTED } from "../text/secrets.js";

export const redactCommand = (command: string): string =>
  command
    .split(/(\s+)/)
    .map((word) => redactWord(word))
    .join("");

function redactWord(word: string): string {
  const [, name, value] = /^["']?(?:-{1,2})?([A-Za-z_][\w-]*)=(.*)$/s.exec(word) ?? [];
  if (name !== undefined && value !== undefined && value !== "" && !value.startsWith("$")) {
    if (isSecretName(name.replaceAll("-", "_")) || isSecretValue(value)) return word.slice(0, -value.length) + REDACTED;
  }
  return isSecretValue(word) ? REDACTED : word;
}
