/** Heroku itself: the first split happens there; each service an app of its own, stores attached, one gateway app. */
import type { Artifact } from "../../../model/artifact.js";
import { printYaml } from "../../../text/yaml.js";
import { answerWith, type Words } from "../answers.js";
import { bindConfig } from "../bindings.js";
import type { Backing, Deployment, Workload } from "../deployment.js";
import { printEnvExample } from "../env-example.js";
import { approximated, kept } from "../fidelity.js";
import { definePlatform, file, type PlatformInput } from "../platform.js";

/** Add-ons keep their vendor and their variables. */
const runsAs = (backing: Backing): "managed" | "external" =>
  backing.addon !== null && backing.addon.sharedWith.length === 0 ? "managed" : "external";

export const heroku = definePlatform({
  id: "heroku",
  head: ({ deployment }) => ({
    title: "Heroku",
    judge:
      "Not judged by a program of Heroku's: the Platform API is the full judge of app.json, heroku.yml, plans, sizes and names.",
    steps: [
      "`deploy/heroku/setup.sh TEAM` creates a pipeline and one app per service, attaches the monolith's add-ons to those that need them, and scales every process, zero included.",
      "Set each app's config vars by hand or from a vault: `config.env.example` lists the names.",
      `Push: the monolith stays where it is; ${deployment.workloads.some(({ owner }) => owner === "service") ? "each service is built by container from its folder" : "nothing else needs to be deployed"}.`,
    ],
  }),
  emit: (input) => emitHeroku(input),
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
    ...others.flatMap((workload) => [
      json(
        `${workload.slug}/app.json`,
        {
          name: appName(deployment, workload),
          stack: "container",
          formation: { web: { quantity: Math.max(1, workload.quantity), size: "basic" } },
          env: variables(deployment, workload),
        },
        `${workload.owner} ${workload.type}: an app of its own`,
      ),
      file(
        `deploy/heroku/${workload.slug}/heroku.yml`,
        printYaml({ build: { docker: { web: "Dockerfile" } } }),
        "built from its Dockerfile",
      ),
    ]),
    file(
      "deploy/heroku/setup.sh",
      setupScript(deployment, own, others),
      "creates apps, attachments and a pipeline",
      true,
    ),
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

const json = (path: string, value: object, because: string): Artifact =>
  file(`deploy/heroku/${path}`, `${JSON.stringify(value, null, 2)}\n`, because);

/** App names share one space: 3 to 30 characters. */
const appName = (deployment: Deployment, workload: Workload): string =>
  `${deployment.slug.slice(0, 29 - Math.min(workload.slug.length, 20))}-${workload.slug.slice(0, 20)}`.replace(
    /-+$/,
    "",
  );

function monolithManifest(deployment: Deployment, plan: PlatformInput["plan"], own: readonly Workload[]): object {
  const { heroku: source } = plan.monolith;
  const env = deployment.config.filter(({ source: from }) => from === "store" || from === "alias");
  return {
    name: deployment.app.slice(0, 300),
    stack: source.stack ?? "heroku-24",
    formation: Object.fromEntries(
      own.map(({ type, quantity, size }) => [type, { quantity, ...(size === null ? {} : { size }) }]),
    ),
    addons: plan.addons
      .filter(({ sharedWith }) => sharedWith.length === 0)
      .map(({ plan: name, as }) => ({ plan: name, ...(as === null ? {} : { as }) })),
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
    scripts: source.scripts.some(({ name }) => name === "postdeploy")
      ? { postdeploy: source.scripts.find(({ name }) => name === "postdeploy")!.command }
      : {},
    buildpacks: source.buildpacks.map((url) => ({ url })),
  };
}

const variables = (deployment: Deployment, workload: Workload): object => {
  const names = [...new Set([...(workload.service?.env ?? []), ...Object.keys(workload.literals)])]
    .filter((name) => name !== "PORT")
    .sort();
  return Object.fromEntries(
    names.map((name) => [
      name,
      {
        description: deployment.backings.some(({ variables: fed }) => fed.some((entry) => entry.name === name))
          ? "set by the attached add-on"
          : "set by the team",
        required: false,
      },
    ]),
  );
};

function procfile(deployment: Deployment, own: readonly Workload[]): string {
  const release = deployment.release === null ? [] : [`release: ${deployment.release.command}`];
  return `${[...release, ...own.map(({ type, command }) => `${type}: ${command}`)].join("\n")}\n`;
}

function setupScript(deployment: Deployment, own: readonly Workload[], others: readonly Workload[]): string {
  const app = deployment.slug.slice(0, 30);
  const scale = own
    .map(({ type, quantity, size }) => `${type}=${quantity}${size === null ? "" : `:${size}`}`)
    .join(" ");
  const attach = (workload: Workload): readonly string[] =>
    deployment.backings
      .filter(
        ({ addon, variables: fed }) =>
          addon !== null && fed.some(({ name }) => workload.service?.env.includes(name) === true),
      )
      .map(
        ({ addon }) =>
          `"$heroku" addons:attach "$("$heroku" addons --app "$monolith" --json | node -e 'const a=JSON.parse(require("fs").readFileSync(0));console.log(a.find(x=>x.addon_service.name===process.argv[1]).name)' ${addon!.service})" --app ${appName(deployment, workload)}`,
      );
  return `#!/usr/bin/env bash
# Creates what the split needs on Heroku and leaves what is there alone. usage: setup.sh TEAM [MONOLITH_APP]
set -euo pipefail
heroku=\${HEROKU:-heroku}
team=\${1:?team}
monolith=\${2:-${app}}
${others
  .flatMap((workload) => [
    `"$heroku" apps:info --app ${appName(deployment, workload)} >/dev/null 2>&1 || "$heroku" apps:create ${appName(deployment, workload)} --team "$team" --stack container`,
    ...attach(workload),
  ])
  .join("\n")}
"$heroku" pipelines:info ${app} >/dev/null 2>&1 || "$heroku" pipelines:create ${app} --app "$monolith" --stage production --team "$team"
${others.map((workload) => `"$heroku" pipelines:add ${app} --app ${appName(deployment, workload)} --stage production || true`).join("\n")}
${scale === "" ? "" : `"$heroku" ps:scale ${scale} --app "$monolith"`}
`;
}

const words: Words = {
  runsAs,
  workload: ({ type, owner, slug }) => (owner === "monolith" ? `${type} of monolith/Procfile` : `the app of ${slug}/`),
  quantity: ({ quantity, autoscaling }) =>
    autoscaling === null
      ? kept(`formation: ${quantity}`)
      : kept(`autoscaling stays as it is: ${autoscaling.min} to ${autoscaling.max} by p95`),
  size: ({ size }) => kept(`formation: ${size ?? "the app's default size"}`),
  singleton: () => approximated("one dyno; with preboot off the old one stops first"),
  release: kept("release line of the Procfile"),
  managed: () => kept("the same add-on; services attach to it"),
  selfRun: () => kept("the same add-on: Heroku runs no stores of one's own"),
  store: "config vars of the app",
  cron: ({ timezone }) =>
    approximated(
      `Heroku Scheduler keeps it, in UTC${timezone === null ? "" : ` (source: ${timezone})`}: its jobs are set in its dashboard only`,
    ),
  task: kept("postdeploy in app.json; `heroku run`"),
  domain: (domain) => kept(`${domain} moves to the gateway's app once there is one: heroku domains:add`),
  environment: () => kept("app.json of the repository keeps its environments"),
  frontend: kept("served as before"),
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
