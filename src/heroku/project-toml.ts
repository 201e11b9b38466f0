/** Reads the buildpack list out of a Cloud Native project.toml. https://buildpacks.io/docs/reference/config/project-descriptor/ */

interface TomlBuildpacks {
  readonly urls: readonly string[];
  readonly line: number;
  readonly lines: readonly number[];
}

/** `[[io.buildpacks.group]]` or the older `[[build.buildpacks]]`, each with `id` or `uri`. */
export function parseProjectToml(text: string): TomlBuildpacks {
  const urls: string[] = [];
  let table = "";
  const lines: number[] = [];
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const content = raw.trim();
    const header = /^\[\[?\s*([^\]]+?)\s*\]\]?/.exec(content)?.[1];
    if (header !== undefined) {
      table = header.replace(/\s*\.\s*/g, ".");
      continue;
    }
    if (table !== "io.buildpacks.group" && table !== "build.buildpacks") continue;
    const value = /^(?:id|uri)\s*=\s*(["'])(.*?)\1/.exec(content)?.[2];
    if (value === undefined) continue;
    lines.push(index + 1);
    urls.push(value);
  }
  return { urls, line: lines[0] ?? 1, lines };
}
