/** Joins and normalises repo-relative paths. */

/** Path of `relative` as seen from `folder`; null where it leads out of the repo. */
export function joinPath(folder: string, relative: string): string | null {
  const steps = relative.startsWith("/") || folder === "" ? [] : folder.split("/");
  for (const step of relative.split("/")) {
    if (step === "" || step === ".") continue;
    if (step === "..") {
      if (steps.length === 0) return null;
      steps.pop();
    } else steps.push(step);
  }
  return steps.join("/");
}
