/** Heroku itself: the first split happens there; each service an app of its own, stores attached, one gateway app. */
import type { Artifact } from "../../../model/artifact.js";
import { answerWith, at, type Words } from "../answers.js";
import { bindConfig } from "../bindings.js";
import type { Backing, Deployment, Workload } from "../deployment.js";
import { printEnvExample } from "../env-example.js";
import { approximated, kept } from "../fidelity.js";
import { definePlatform, file, type PlatformInput } from "../platform.js";
import { gatewayApp, json, serviceApp } from "./apps.js";
import { origins } from "./origins.js";
import { deployScript, setupScript } from "./scripts.js";

/** Add-ons keep their vendor and their variables. */
const runsAs = (backing: Backing): "managed" | "external" =>
  backing.addon !== null && backing.addon.sharedWith.length === 0 ? "managed" : "external";

export const heroku = definePlatform({
  id: "heroku",
  site: "app",
  head: ({ deployment }) => ({
    title: "Heroku",
    judge:
      "Not judged by a program of Heroku's: the Platform API is the full judge of app.json, heroku.yml, plans, sizes and names.",
    steps: [
      "`deploy/heroku/setup.sh TEAM [APP]` creates a pipeline and one app per service, attaches the monolith's add-ons to those that need them, and scales every process, zero included.",
      "Set each app's config vars by hand or from a vault: `config.env.example` lists the names.",
      deployment.workloads.some(({ owner }) => owner === "service")
        ? "`deploy/heroku/deploy.sh` pushes each service (built by its buildpack) and the gateway (a container); the monolith is pushed as before."
        : "The monolith is pushed as before; nothing else needs to be deployed.",
    ],
  }),
  emit: (input) => emitHeroku(input),
  origins,
  answer: (fact, input) => answerWith(words, fact, input),
});

function emitHeroku({ plan, deployment }: PlatformInput): readonly Artifact[] {
  const own = deployment.workloads.filter(({ owner }) => owner === "monolith");
  const others = deployment.workloads.filter(({ owner }) => owner !== "monolith");
  return [
    json(
      "monolith/app.json",
      monolithManifest(deployment, plan, own),
      "the monolith's formation, add-ons and variables",
    ),
    file("deploy/heroku/monolith/Procfile", procfile(deployment, own), "every process as it runs today"),
    ...others.flatMap((workload) =>
      workload.service === null ? gatewayApp(deployment, workload) : serviceApp(deployment, workload),
    ),
    ...(others.length === 0
      ? []
      : [file("deploy/heroku/deploy.sh", deployScript(deployment), "pushes each app of the split", true)]),
    file("deploy/heroku/setup.sh", setupScript(deployment), "creates apps, attachments and a pipeline", true),
    file(
      "deploy/heroku/config.env.example",
      printEnvExample(
        deployment,
        bindConfig(deployment, runsAs),
        "Config vars to set with `heroku config:set`; values stay out of git.",
      ),
      "names of the config vars",
    ),
  ];
}

function monolithManifest(deployment: Deployment, plan: PlatformInput["plan"], own: readonly Workload[]): object {
  const { heroku: source } = plan.monolith;
  const env = deployment.config.filter(({ source: from }) => from === "store" || from === "alias");
  const addons = plan.addons.filter(({ sharedWith }) => sharedWith.length === 0);
  const postdeploy = source.scripts.find(({ name }) => name === "postdeploy");
  return {
    name: deployment.app.slice(0, 300),
    stack: source.stack ?? "heroku-24",
    formation: Object.fromEntries(
      own.map(({ type, quantity, size }) => [type, { quantity, ...(size === null ? {} : { size }) }]),
    ),
    ...(addons.length === 0
      ? {}
      : { addons: addons.map(({ plan: name, as }) => ({ plan: name, ...(as === null ? {} : { as }) })) }),
    env: Object.fromEntries(
      env.map(({ name, required, variable }) => [
        name,
        {
          description: variable.refersTo === null ? "set by the team" : `the value of ${variable.refersTo}`,
          required,
          ...(variable.generated ? { generator: "secret" } : {}),
        },
      ]),
    ),
    ...(postdeploy === undefined ? {} : { scripts: { postdeploy: postdeploy.command } }),
    ...(source.buildpacks.length === 0 ? {} : { buildpacks: source.buildpacks.map((url) => ({ url })) }),
  };
}

function procfile(deployment: Deployment, own: readonly Workload[]): string {
  const release = deployment.release === null ? [] : [`release: ${deployment.release.command}`];
  return `${[...release, ...own.map(({ type, command }) => `${type}: ${command}`)].join("\n")}\n`;
}

const words: Words = {
  runsAs,
  workload: ({ type, owner, slug }) => (owner === "monolith" ? `${type} of monolith/Procfile` : `the app of ${slug}/`),
  quantity: ({ quantity, autoscaling }) =>
    autoscaling === null
      ? kept(`formation: ${quantity}`)
      : kept(`autoscaling keeps the number: ${autoscaling.min} to ${autoscaling.max}`),
  size: ({ size }) => kept(`formation: ${size ?? "the app's default size"}`),
  singleton: () => approximated("one dyno; with preboot off the old one stops first"),
  autoscaling: ({ autoscaling }) =>
    kept(
      autoscaling === null
        ? "the add-on goes on scaling it"
        : `stays as it is: ${autoscaling.min} to ${autoscaling.max} by p95${at(autoscaling.p95)}`,
    ),
  drains: {
    logs: kept("the monolith's stay; setup.sh adds them to each app of the split"),
    telemetry: kept("the monolith's stay; `heroku telemetry:add` adds one to each app of the split"),
  },
  metadata: kept("set by the dyno, where dyno metadata is switched on"),
  release: kept("release line of the Procfile"),
  managed: () => kept("the same add-on; services attach to it"),
  selfRun: () => kept("the same add-on: Heroku runs no stores of one's own"),
  store: "config vars of the app",
  images: { own: "unchanged", stages: "stated", releases: true },
  cron: ({ timezone }) =>
    approximated(
      `Heroku Scheduler keeps it, in UTC${timezone === null ? "" : ` (source: ${timezone})`}: its jobs are set in its dashboard only`,
    ),
  task: kept("postdeploy in app.json; `heroku run`"),
  domain: (domain) => kept(`${domain} moves to the gateway's app once there is one: heroku domains:add`),
  environment: () => kept("app.json of the repository keeps its environments"),
  frontend: kept("served as before"),
  site: approximated("served by the app as before: Heroku hosts no files of their own; put a CDN in front"),
  features: {
    "router timeout of 30 s": kept("the same router; a request through the gateway has 30 s in all"),
    "SIGTERM, then SIGKILL after 30 s": kept("unchanged; container dynos signal every process too"),
    websockets: kept("unchanged; the gateway passes upgrades on"),
    "one-off commands": kept("heroku run"),
    "TLS certificates": kept("ACM gets and renews them"),
    "log stream and drains": approximated("each app has its own stream: add the drain to each"),
    metrics: kept("unchanged, per app"),
    "review apps": approximated(
      "one per repository: a review app of the monolith needs the addresses of shared services",
    ),
    "rolling restarts": kept("unchanged"),
    "ephemeral disk": kept("unchanged"),
    "network isolation": approximated(
      "every app outside a Private Space is public: services must authenticate the gateway",
    ),
    autoscaling: kept("unchanged"),
  },
};
