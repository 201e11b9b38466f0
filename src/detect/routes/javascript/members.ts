/** The way from a name to one of its members, as definitions write it and as origins carry it. */
import type { Origin } from "../../../model/file-facts.js";

/** ["()", "list"] on "C" is "C#list"; ["list"] on "c" is "c.list", on "=" just "list". */
export function memberName(name: string, members: readonly string[]): string {
  let out = name;
  let instance = false;
  for (const member of members) {
    if (member === "()") instance = true;
    else {
      out = out === "=" && !instance ? member : `${out}${instance ? "#" : "."}${member}`;
      instance = false;
    }
  }
  return out;
}

export function extend(origin: Origin, members: readonly string[]): Origin {
  if (members.length === 0 || !(origin.kind === "import" || origin.kind === "local" || origin.kind === "param"))
    return origin;
  return { ...origin, members: [...(origin.members ?? []), ...members] };
}
