/** Keeps a question about an alias from going in circles. */
import type { Origin } from "../../../model/file-facts.js";

/** Origins that one question has led to: an alias may lead back to itself, and many lead to the same. */
export type Trail = Set<string>;

/** A question that leads further than this leads nowhere: `node = node.parent` has no end. */
const MAX_STEPS = 400;
const MAX_MEMBERS = 12;

/** False where the question came by here already, and found nothing then. */
export function goOn(trail: Trail, path: string, origin: Origin): boolean {
  if (trail.size > MAX_STEPS || ("members" in origin && (origin.members?.length ?? 0) > MAX_MEMBERS)) return false;
  const id = `${path}\0${JSON.stringify(origin)}`;
  if (trail.has(id)) return false;
  trail.add(id);
  return true;
}
