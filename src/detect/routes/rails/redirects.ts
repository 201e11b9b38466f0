/** Prints a redirect as `rails routes` does. */
import { Hash, textOf, type Value } from "./values.js";

/** redirect("/x"), redirect("/x", status: 302), redirect(path: "/x"), redirect { … }. */
export function redirectLabel(args: readonly Value[], block: boolean): string {
  const last = args.at(-1);
  const options = last instanceof Hash ? last : null;
  const status = textOf(options?.get("status")) ?? "301";
  const path = textOf(args[0] instanceof Hash ? undefined : args[0]);
  if (path !== null && !block) return `redirect(${status}, ${path})`;
  const parts = (options?.entries ?? [])
    .map(([key, value]) => [textOf(key) ?? "", textOf(value) ?? ""] as const)
    .filter(([key]) => key !== "status");
  if (parts.length === 0) return `redirect(${status})`;
  return `redirect(${status}, ${parts.map(([key, value]) => `${key}: ${value}`).join(", ")})`;
}
