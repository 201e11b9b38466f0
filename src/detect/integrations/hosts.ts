/** Compares hosts in code with the host patterns of the SDK catalogue. */

/** Host of an absolute URL (http, https, ws, wss), in lower case; null for any other text. */
export function hostOf(text: string): string | null {
  const found = /^(?:https?|wss?):\/\/(?:[^/@\s]*@)?([A-Za-z0-9.-]+)(?=[:/?#]|$)/.exec(text)?.[1];
  return found === undefined || !found.includes(".") ? null : found.toLowerCase();
}

/** "*.x.com" takes any subdomain; a star between dots takes one label. */
export function hostMatches(pattern: string, host: string): boolean {
  const own = pattern.split(".");
  const parts = host.split(".");
  if (own[0] === "*") {
    const rest = own.slice(1);
    return (
      parts.length > rest.length && rest.every((label, index) => label === parts[parts.length - rest.length + index])
    );
  }
  return own.length === parts.length && own.every((label, index) => label === "*" || label === parts[index]);
}
