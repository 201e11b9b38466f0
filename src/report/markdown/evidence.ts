/** Turns Evidence into links that a reviewer follows. */
import type { Evidence } from "../../model/evidence.js";
import { code } from "../../text/markdown.js";
import { distinctPlaces } from "../places.js";

/** Link from `migration/report.md` to a line of the repo. */
export function linkLine(path: string, line?: number | null): string {
  const target = path.split("/").map(encodeURIComponent).join("/");
  const text = line === undefined || line === null ? path : `${path}:${line}`;
  return `[${code(text)}](../${target}${line === undefined || line === null ? "" : `#L${line}`})`;
}

export function linkEvidence(evidence: Evidence): string {
  if (evidence.path === "") return evidence.note ?? "";
  const link = linkLine(evidence.path, evidence.line);
  return evidence.note === undefined ? link : `${link} (${evidence.note})`;
}

/** The first few places, each once, then how many more. */
export function linkSome(evidence: readonly Evidence[], most: number): string {
  const places = distinctPlaces(evidence);
  const shown = places.slice(0, most).map(linkEvidence);
  const more = places.length - shown.length;
  return [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join(", ");
}
