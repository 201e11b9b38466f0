/** Turns the plan of a monolith into its image: a Dockerfile from official images, an entrypoint, a .dockerignore. */
import type { Artifact } from "../../model/artifact.js";
import type { MonolithBuild } from "../../model/build.js";
import type { Plan } from "../../model/plan.js";
import { DOCKERIGNORE, ENTRYPOINT } from "./entrypoint.js";
import { gatewayDockerfile, printUpstreams } from "./gateway.js";
import { goDockerfile } from "./go.js";
import { nodeDockerfile } from "./node.js";
import { STATIC_CONF, staticDockerfile, unknownDockerfile } from "./other.js";
import { pythonDockerfile } from "./python.js";
import { rubyDockerfile } from "./ruby.js";
import type { ImageInput } from "./stages.js";

const LANGUAGES: Readonly<Record<string, (input: ImageInput) => string>> = {
  ruby: rubyDockerfile,
  node: nodeDockerfile,
  python: pythonDockerfile,
  go: goDockerfile,
};

const EMPTY: MonolithBuild = {
  parts: [],
  assets: [],
  aptPackages: [],
  dockerfile: null,
  commands: [],
  headers: [],
  libraries: [],
};

/** Upstreams by the names that gateway.conf knows, at the addresses of the workloads. */
export function emitGatewayImage(
  plan: Plan,
  workloads: readonly {
    readonly owner: string;
    readonly type: string;
    readonly slug: string;
    readonly port: number | null;
  }[],
): readonly Artifact[] {
  if (plan.services.length === 0) return [];
  const upstreams = workloads
    .filter(({ owner, port }) => (owner === "monolith" || owner === "service") && port !== null)
    .map(({ owner, type, slug, port }) => ({
      name: owner === "monolith" ? "monolith" : type,
      address: `${slug}:${port}`,
    }));
  return [
    image("gateway.Dockerfile", gatewayDockerfile(upstreams), "generated"),
    image("upstreams.conf.template", printUpstreams(upstreams), "generated"),
  ];
}

function languageOf({ monolith }: Plan): ((input: ImageInput) => string) | undefined {
  const { parts } = monolith.build ?? EMPTY;
  const runtime = parts[0]?.runtime ?? monolith.runtime;
  return runtime === null || parts.length === 0 ? undefined : LANGUAGES[runtime];
}

const isStatic = ({ monolith }: Plan): boolean => monolith.heroku.buildpacks.some((url) => /static|nginx/.test(url));

/** The language is none that we know how to build: the emitted Dockerfile leaves that to a person. */
export const isUnbuilt = (plan: Plan): boolean =>
  (plan.monolith.build ?? EMPTY).dockerfile === null && languageOf(plan) === undefined && !isStatic(plan);

/** Nothing for an app that brings its own Dockerfile: that one is built. */
export function emitImages(plan: Plan): readonly Artifact[] {
  const build = plan.monolith.build ?? EMPTY;
  if (build.dockerfile !== null) return [];
  const input: ImageInput = { build, heroku: plan.monolith.heroku, framework: plan.monolith.framework };
  const known = languageOf(plan);
  const site = known === undefined && isStatic(plan);
  return [
    site
      ? image("monolith.Dockerfile", staticDockerfile("public"), "generated")
      : known === undefined
        ? image("monolith.Dockerfile", unknownDockerfile(input), "once")
        : image(
            "monolith.Dockerfile",
            `# Builds the image that every process of ${plan.app} runs from; context: the repo's root.\n${known(input)}`,
            "generated",
          ),
    ...(site
      ? [image("static.conf", STATIC_CONF, "generated")]
      : [{ ...image("entrypoint.sh", ENTRYPOINT, "generated"), executable: true }]),
    {
      path: ".dockerignore",
      content: DOCKERIGNORE,
      policy: "once",
      because: "keeps history, values and local builds out of images",
    },
  ];
}

const image = (name: string, content: string, policy: Artifact["policy"]): Artifact => ({
  path: `deploy/images/${name}`,
  content,
  policy,
  because: "how the monolith becomes an image",
});
