/** Reads `migration/decisions.yaml` as text. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../model/errors.js";

export const DECISIONS_PATH = "migration/decisions.yaml";

/** The text, or null where nothing was decided yet. */
export function findDecisionsText(root: string): string | null {
  try {
    return readFileSync(join(root, DECISIONS_PATH), "utf8");
  } catch {
    return null;
  }
}

export function readDecisionsText(root: string): string {
  const text = findDecisionsText(root);
  if (text !== null) return text;
  throw new UserError(`${DECISIONS_PATH} does not exist`, {
    hint: "decide first: `migrate select`, or `migrate select --yes` for every proposed default",
  });
}
