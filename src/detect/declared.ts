/** Reads the team's own statement of boundaries: packwerk, engines, Nest modules, workspaces, CODEOWNERS. */
import type { DeclaredGroup } from "../model/app-model.js";
import type { DetectInput } from "./input.js";

export function detectDeclared(_input: DetectInput): readonly DeclaredGroup[] {
  return [];
}
