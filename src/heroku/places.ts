/** Says where stack, buildpacks, scripts, environments and domains are stated: a line of the repo, or the call of a capture. */
import type { Evidence } from "../model/evidence.js";
import { placeOf } from "../model/heroku-app.js";
import type { Manifest } from "./app-json.js";
import type { BuildpackList } from "./buildpacks.js";
import type { Capture } from "./capture.js";
import type { HerokuYml } from "./heroku-yml.js";
import type { PackageScript } from "./repo.js";

interface Sources {
  readonly live: Capture;
  readonly app: Manifest;
  readonly yml: HerokuYml | null;
  readonly ymlPath: string | null;
}

type Place = readonly [key: string, evidence: Evidence];

export function findPlaces(
  { live, app, yml, ymlPath }: Sources,
  buildpacks: BuildpackList | null,
  hooks: readonly PackageScript[],
): Readonly<Record<string, readonly Evidence[]>> {
  const places: readonly Place[] = [
    ...stackPlace(live, app, yml, ymlPath ?? "heroku.yml"),
    ...(buildpacks === null ? [] : buildpackPlaces(buildpacks)),
    ...app.scripts.map(({ name, path, line }): Place => [placeOf("script", name), { path, line }]),
    ...hooks.map(({ name, line }): Place => [placeOf("script", name), { path: "package.json", line }]),
    ...app.environments.map(({ name, path, line }): Place => [placeOf("environment", name), { path, line }]),
    ...live.domains.map((domain): Place => [placeOf("domain", domain), fromCapture("/apps/x/domains")]),
  ];
  const found: Record<string, readonly Evidence[]> = {};
  for (const [key, evidence] of places) found[key] = [...(found[key] ?? []), evidence];
  return found;
}

const fromCapture = (path: string): Evidence => ({ path: "", note: `capture: GET ${path}` });

function stackPlace(live: Capture, app: Manifest, yml: HerokuYml | null, ymlPath: string): readonly Place[] {
  if (live.stack !== null) return [[placeOf("stack", live.stack), fromCapture("/apps/x")]];
  if (app.stack !== null) return [[placeOf("stack", app.stack), { path: "app.json", line: app.stackLine ?? 1 }]];
  const image = yml?.docker[0];
  return image === undefined ? [] : [[placeOf("stack", "container"), { path: ymlPath, line: image.line }]];
}

const buildpackPlaces = ({ source, urls, lines }: BuildpackList): readonly Place[] =>
  urls.map((url, index) => {
    const line = lines?.[index];
    const evidence = line === undefined ? fromCapture("/apps/x/buildpack-installations") : { path: source, line };
    return [placeOf("buildpack", url), evidence];
  });
