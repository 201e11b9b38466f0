/** Offers the line of `.gitattributes` that folds a generated file in pull requests; the file itself is the team's. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** "" where there is no repository, or where the team has said something of the file already. */
export function offerGitAttribute(root: string, path: string): string {
  const file = join(root, ".gitattributes");
  const decided = existsSync(file) && readFileSync(file, "utf8").includes(path);
  if (decided || !existsSync(join(root, ".git"))) return "";
  return `To fold ${path} in pull requests, add to .gitattributes: ${path} linguist-generated\n`;
}
