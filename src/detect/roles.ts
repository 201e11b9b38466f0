/** Gives every file of a known language its role; only source takes part in the partition. */
import type { FileRole, Frontend } from "../model/app-model.js";
import type { DetectInput } from "./input.js";

export function detectRoles(
  _input: DetectInput,
  _frontends: readonly Frontend[],
): readonly { readonly path: string; readonly role: FileRole }[] {
  return [];
}
