/** Turns the plan of a monolith into its image: a Dockerfile from official images, an entrypoint, a .dockerignore. */
import type { Artifact } from "../../model/artifact.js";
import type { MonolithBuild } from "../../model/build.js";
import type { Plan } from "../../model/plan.js";
import { DOCKERIGNORE, ENTRYPOINT } from "./entrypoint.js";
import { gatewayDockerfile, printUpstreams } from "./gateway.js";
import { goDockerfile } from "./go.js";
import { nodeDockerfile } from "./node.js";
import { unknownDockerfile } from "./other.js";
import { pythonDockerfile } from "./python.js";
import { rubyDockerfile } from "./ruby.js";
import type { ImageInput } from "./stages.js";
import { printBoot, printStaticConf, staticDockerfile } from "./static.js";

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

/** The language is none that we know how to build: the emitted Dockerfile leaves that to a person. */
export const isUnbuilt = (plan: Plan): boolean => {
  const build = plan.monolith.build ?? EMPTY;
  return build.dockerfile === null && build.staticSite === undefined && languageOf(plan) === undefined;
};

/** Nothing for an app that brings its own Dockerfile: that one is built. */
export function emitImages(plan: Plan): readonly Artifact[] {
  const build = plan.monolith.build ?? EMPTY;
  if (build.dockerfile !== null) return [];
  const input: ImageInput = { build, heroku: plan.monolith.heroku, framework: plan.monolith.framework };
  return [
    ...emitDockerfile(plan, input),
    script("entrypoint.sh", ENTRYPOINT),
    {
      path: ".dockerignore",
      content: DOCKERIGNORE,
      policy: "once",
      because: "keeps history, values and local builds out of images",
    },
  ];
}

function emitDockerfile(plan: Plan, input: ImageInput): readonly Artifact[] {
  const { staticSite } = input.build;
  const print = staticSite === undefined ? languageOf(plan) : () => staticDockerfile(input, staticSite);
  if (print === undefined) return [image("monolith.Dockerfile", unknownDockerfile(input), "once")];
  const head = `# Builds the image that every process of ${plan.app} runs from; context: the repo's root.\n`;
  return [
    image("monolith.Dockerfile", head + print(input), "generated"),
    ...(staticSite === undefined
      ? []
      : [
          image("static.conf.template", printStaticConf(staticSite), "generated"),
          script("boot.sh", printBoot(staticSite)),
        ]),
  ];
}

const script = (name: string, content: string): Artifact => ({
  ...image(name, content, "generated"),
  executable: true,
});

const image = (name: string, content: string, policy: Artifact["policy"]): Artifact => ({
  path: `deploy/images/${name}`,
  content,
  policy,
  because: "how the monolith becomes an image",
});
