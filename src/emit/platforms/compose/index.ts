/** Compose: the whole app on one Docker host, stores included. */
import type { Artifact } from "../../../model/artifact.js";
import { printYaml } from "../../../text/yaml.js";
import { answerWith } from "../answers.js";
import { bindConfig, passwordName } from "../bindings.js";
import type { Deployment, Workload } from "../deployment.js";
import { printEnvExample, printServiceExample, storedNames } from "../env-example.js";
import { recipeOf } from "../needs.js";
import { definePlatform, file } from "../platform.js";
import { composeReview } from "../reviews.js";
import { origins } from "./origins.js";
import {
  aliasLines,
  dataService,
  migrationName,
  migrationService,
  releaseService,
  runsAs,
  workloadService,
} from "./services.js";
import { composeWords } from "./words.js";

const ROOT = "deploy/compose";

export const compose = definePlatform({
  id: "compose",
  site: "container",
  head: () => ({
    title: "Compose",
    judge:
      "Judged by compose-go's loader and dclint. One Docker host: for development, reviews and small installations.",
    steps: [
      "`cd deploy/compose`; copy each `NAME.env.example` to `NAME.env` and `.env.example` to `.env`, and fill them in; none goes into git.",
      "`docker compose up --build --detach`: stores, then the release phase, then every process.",
      "`docker compose run --rm NAME COMMAND` stands in for `heroku run`.",
    ],
  }),
  emit: ({ deployment }) => emitCompose(deployment),
  origins,
  answer: (fact, input) => answerWith(composeWords(input.deployment), fact, input),
});

function emitCompose(deployment: Deployment): readonly Artifact[] {
  const own = deployment.backings.filter((backing) => runsAs(backing) === "self");
  const example = printEnvExample(
    deployment,
    bindConfig(deployment, runsAs),
    "Config vars of the app. Copy to config.env, fill in, keep out of git.",
  );
  const aliases = aliasLines(deployment).map((line) => `${line}\n`);
  return [
    file(`${ROOT}/compose.yaml`, printYaml(composeFile(deployment)), "every process, the release phase and the stores"),
    file(`${ROOT}/config.env.example`, example + aliases.join(""), "names of the config vars; values stay out of git"),
    file(
      `${ROOT}/.env.example`,
      printPasswords(own.filter((backing) => recipeOf(backing.need)!.password).map(passwordName)),
      "passwords of the stores",
    ),
    ...split(deployment).flatMap((workload) => serviceExample(deployment, workload)),
    file(`${ROOT}/.gitignore`, "*.env\n", "values stay out of git"),
    ...composeReview(deployment),
    ...(deployment.crons.length === 0
      ? []
      : [file(`${ROOT}/crontab`, printCrontab(deployment), "schedules, for the host's cron")]),
  ];
}

function composeFile(deployment: Deployment): object {
  const own = deployment.backings.filter((backing) => runsAs(backing) === "self");
  const services: [string, object][] = [
    ...deployment.workloads.map((workload): [string, object] => [workload.slug, workloadService(deployment, workload)]),
    ...split(deployment)
      .filter(({ settings }) => settings !== null && settings.migrate !== null)
      .map((workload): [string, object] => [migrationName(workload), migrationService(deployment, workload)]),
    ...(deployment.release === null ? [] : [["release", releaseService(deployment)] as [string, object]]),
    ...own.map((backing): [string, object] => [backing.slug, dataService(backing)]),
  ];
  const volumes = own.filter((backing) => recipeOf(backing.need)!.data !== null).map(({ slug }) => slug);
  return {
    name: deployment.slug,
    services: Object.fromEntries(services.sort(([a], [b]) => (a < b ? -1 : 1))),
    // Only what is public joins the network outside; everything else is reached from inside alone.
    networks: { inside: {}, outside: {} },
    volumes: volumes.length === 0 ? undefined : Object.fromEntries(volumes.sort().map((slug) => [slug, {}])),
  };
}

const split = ({ workloads }: Deployment): readonly Workload[] => workloads.filter(({ service }) => service !== null);

function serviceExample(deployment: Deployment, workload: Workload): readonly Artifact[] {
  if (storedNames(deployment, workload, runsAs).length === 0) return [];
  const head = `Environment of ${workload.type}. Copy to ${workload.slug}.env, fill in, keep out of git.`;
  const text = printServiceExample(deployment, workload, runsAs, head);
  return [file(`${ROOT}/${workload.slug}.env.example`, text, `variables of ${workload.type}`)];
}

const printPasswords = (names: readonly string[]): string =>
  `# Passwords of the stores that Compose runs. Copy to .env and fill in: letters and digits, since they stand in URLs.\n${names.map((name) => `${name}=\n`).join("")}`;

/** Compose has no scheduler: the host's cron starts one container a run, from the home folder, so the file is named whole. */
const printCrontab = (deployment: Deployment): string =>
  `# Install with \`crontab deploy/compose/crontab\` on the Docker host; COMPOSE_FILE says where the repo lies there.\nCOMPOSE_FILE=/opt/${deployment.slug}/deploy/compose/compose.yaml\n${deployment.crons
    .map(({ name, when, timezone, command }) => {
      const service = deployment.workloads.find(({ owner }) => owner === "monolith")?.slug ?? "release";
      const quoted = command.replaceAll("'", "'\\''").replaceAll("%", "\\%");
      return `# ${name}\nCRON_TZ=${timezone ?? "Etc/UTC"}\n${when} docker compose run --rm ${service} '${quoted}'\n`;
    })
    .join("")}`;
