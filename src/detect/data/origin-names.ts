/** Reads the names that an origin carries: what a person would call the thing. */
import type { Origin } from "../../model/file-facts.js";
import type { Target } from "../../model/resolution.js";

/** Property steps without the marks of calls. */
export const stepsOf = (origin: Origin | Target): readonly string[] =>
  "members" in origin ? (origin.members ?? []).filter((step) => step !== "()") : [];

/** Last part of a local key: "fn@3:4/User" -> "User". */
export const plainName = (name: string): string => name.slice(name.lastIndexOf("/") + 1);

/** "User" of `models.User`, `User`, `import User from "./user"`. */
export function nameOf(origin: Origin): string | null {
  const steps = stepsOf(origin);
  if (steps.length > 0) return steps.at(-1)!;
  if (origin.kind === "param" || origin.kind === "unknown") return null;
  if (origin.kind !== "import") return plainName(origin.name);
  if (origin.name !== "default" && origin.name !== "*") return origin.name;
  return (origin.source.split("/").at(-1) ?? "").replace(
    /\.(model|entity|schema)?\.?[cm]?[jt]sx?$|\.(model|entity|schema)$/,
    "",
  );
}

/** How many leading folders two paths share. */
export function sharedFolders(a: string, b: string): number {
  const [left, right] = [a.split("/"), b.split("/")];
  let shared = 0;
  while (shared < Math.min(left.length, right.length) - 1 && left[shared] === right[shared]) shared++;
  return shared;
}
