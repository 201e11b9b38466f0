/** Turns heroku.yml into the images that it builds, the web process's first, with the process types that run in each. */
import type { OwnImage } from "../model/build.js";
import { type DataNode, field, parseYaml, textOf } from "../text/data-node.js";
import type { RepoFiles } from "./build-parts.js";

/** https://devcenter.heroku.com/articles/build-docker-images-heroku-yml */
export function findOwnImages(repo: RepoFiles): readonly OwnImage[] {
  const { root } = parseYaml(repo.read("heroku.yml") ?? "");
  const builds = (field(field(root, "build"), "docker")?.entries ?? []).filter(({ value }) =>
    repo.has(dockerfileOf(value)),
  );
  const names = builds.map(({ key }) => key);
  const main = names.find((name) => name === imageOf(root, "web", names)) ?? names[0];
  const images = builds.map(({ key, line, value }) => ({
    name: key,
    dockerfile: dockerfileOf(value),
    target: textOf(field(value, "target")),
    types: typesOf(root, names).filter((type) => imageOf(root, type, names) === key),
    line,
  }));
  return [...images.filter(({ name }) => name === main), ...images.filter(({ name }) => name !== main)];
}

const dockerfileOf = (value: DataNode): string => textOf(value) ?? textOf(field(value, "dockerfile")) ?? "Dockerfile";

function typesOf(root: DataNode | null, names: readonly string[]): readonly string[] {
  const run = field(root, "run")?.entries.map(({ key }) => key) ?? names;
  return field(root, "release") === null ? run : [...run, "release"];
}

/** The one that is named, or the one of the same name, or the only one that can be meant. */
function imageOf(root: DataNode | null, type: string, names: readonly string[]): string | undefined {
  const entry = type === "release" ? field(root, "release") : field(field(root, "run"), type);
  const named = textOf(field(entry, "image"));
  if (named !== null) return named;
  return names.includes(type) ? type : (names.find((name) => name === "web") ?? names[0]);
}
