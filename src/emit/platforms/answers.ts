/** Turns the words of a target into answers to all facts; targets differ in words and in a few rules only. */

import type { MonolithBuild, OwnImage } from "../../model/build.js";
import { baseOf } from "../images/bases.js";
import type { RunsAs } from "./bindings.js";
import { isRunByProcess } from "./crons.js";
import type { Cron, Deployment, Workload } from "./deployment.js";
import type { Fact, Feature, Subject } from "./facts.js";
import { type Answer, approximated, kept, lost } from "./fidelity.js";
import type { PlatformInput } from "./platform.js";

/** One target's way to say where each thing went. */
/** What a target can say of the images that heroku.yml builds. */
export interface ImageWords {
  /** Processes have an image each, share the web's, or heroku.yml goes on building. */
  readonly own: "apart" | "shared" | "unchanged";
  /** The stage of a Dockerfile stands in the files, is given by whoever builds, or is always the last. */
  readonly stages: "stated" | "built" | "last";
  /** The release phase can run in another image than the web's. */
  readonly releases: boolean;
}

export interface Words {
  readonly runsAs: RunsAs;
  readonly workload: (workload: Workload) => string;
  readonly quantity: (workload: Workload) => Answer;
  readonly size: (workload: Workload) => Answer;
  readonly singleton: (workload: Workload) => Answer;
  /** By response time for web, by queue for workers. */
  readonly autoscaling: (workload: Workload) => Answer;
  /** Where the receivers of logs and of telemetry are named here. */
  readonly drains: Readonly<Record<"logs" | "telemetry", Answer>>;
  /** What Heroku tells a dyno of itself (HEROKU_APP_NAME, HEROKU_SLUG_COMMIT); absent where nothing else does. */
  readonly metadata?: Answer;
  readonly release: Answer;
  /** A store that the target runs for the team; null where it has none of that need. */
  readonly managed: (need: string) => Answer | null;
  /** A store that the team runs there itself; null where it cannot. */
  readonly selfRun: (need: string, slug: string) => Answer | null;
  /** Where secrets live: "the Secret shop-config". */
  readonly store: string;
  readonly images: ImageWords;
  readonly cron: (cron: Cron) => Answer;
  readonly task: Answer;
  readonly domain: (domain: string) => Answer;
  readonly environment: (name: string) => Answer;
  readonly frontend: Answer;
  /** Of the frontend that was decided to be static. */
  readonly site: Answer;
  readonly features: Readonly<Record<Feature, Answer>>;
}

/** " at 750 ms", where the bound is known. */
export const at = (p95: number | null): string => (p95 === null ? "" : ` at ${p95} ms`);

export function answerWith(words: Words, fact: Fact, { plan, deployment }: PlatformInput): Answer {
  const { subject } = fact;
  switch (subject.is) {
    case "command":
      return kept(`${words.workload(subject.workload)} runs the same command`);
    case "quantity":
      return quantityAnswer(subject.workload, words);
    case "size":
      return words.size(subject.workload);
    case "singleton":
      return words.singleton(subject.workload);
    case "autoscaling":
      return words.autoscaling(subject.workload);
    case "drain":
      return words.drains[subject.of];
    case "release":
      return words.release;
    case "addon":
      return addonAnswer(subject, words);
    case "config":
      return configAnswer(subject, words, deployment);
    case "schedule":
      return scheduleAnswer(subject.index, words, { plan, deployment });
    case "domain":
      return words.domain(subject.domain);
    case "script":
      return scriptAnswer(subject.name, words);
    case "environment":
      if (subject.name === "test") return kept("belongs to CI: app.json's test environment works there unchanged");
      return words.environment(subject.name);
    case "frontend":
      return subject.path === plan.site?.path ? words.site : words.frontend;
    case "service":
      return kept(words.workload(subject.workload));
    case "feature":
      return featureAnswer(subject.feature, words, deployment);
    default:
      return buildAnswer(subject, plan.monolith.build ?? null, words.images);
  }
}

function quantityAnswer(workload: Workload, words: Words): Answer {
  const answer = words.quantity(workload);
  if (workload.quantityKnown || answer.outcome === "lost") return answer;
  return approximated(`${answer.how}; the repo does not say how many run, so 1 is assumed: compare with \`heroku ps\``);
}

function addonAnswer({ backing, need, service }: Extract<Subject, { is: "addon" }>, words: Words): Answer {
  if (need === "scheduler") {
    return approximated(
      "its jobs live outside the Platform API: each one told in decisions.yaml (facts.schedules) becomes a scheduled job here",
    );
  }
  if (backing === null) return lost(`no answer for ${service}: name what it does under addons in decisions.yaml`);
  if (need === "autoscaling" && words.runsAs(backing) !== "managed")
    return approximated(
      `${service} scales dynos through Heroku's API; here each scaled process has a row of its own. Its bounds live with the vendor: state them under processes in decisions.yaml (autoscaling: {min, max})`,
    );
  if (need === "logs")
    return approximated(
      `${words.drains.logs.how}; ${service}'s account and its variables stay usable through ${words.store}`,
    );
  const reference = `its variables come from ${words.store}`;
  if (backing.addon !== null && backing.addon.sharedWith.length > 0) {
    return kept(
      `shared with ${backing.addon.sharedWith.join(", ")}: left where it is, never created twice; ${reference}`,
    );
  }
  const own =
    backing.need === null
      ? null
      : backing.run === "managed"
        ? words.managed(backing.need)
        : backing.run === "self"
          ? words.selfRun(backing.need, backing.slug)
          : null;
  if (own !== null) return own;
  if (backing.run === "self") return approximated(`no container for ${service} here: keep the vendor's; ${reference}`);
  return approximated(
    `stays a managed service outside: keep ${service} with its vendor or provision another, then put its address in; ${reference}`,
  );
}

/** devcenter "Dyno Metadata" and "Review Apps": names that Heroku fills. */
const METADATA =
  /^HEROKU_(?:APP_(?:DEFAULT_DOMAIN_NAME|ID|NAME)|BRANCH|BUILD_(?:COMMIT|DESCRIPTION)|DYNO_ID|PARENT_APP_NAME|PR_NUMBER|RELEASE_(?:CREATED_AT|VERSION)|SLUG_(?:COMMIT|DESCRIPTION))$/;

function configAnswer(
  { entry, name }: Extract<Subject, { is: "config" }>,
  words: Words,
  deployment: Deployment,
): Answer {
  if (entry === null)
    return lost(`no secret store or shell takes a variable named ${name}: rename it where it is read`);
  if (entry.source === "platform") {
    return name === "PORT"
      ? kept("set by the manifest")
      : approximated("the dyno's name: the container's host name tells processes apart instead");
  }
  if (METADATA.test(name))
    return (
      words.metadata ??
      approximated(
        `Heroku tells a dyno this of itself (dyno metadata), no other platform does: where the code needs it, give it a value in ${words.store}`,
      )
    );
  if (entry.source === "image") return kept("set in the manifest as the buildpack set it");
  if (entry.source === "alias") return kept(`same value as ${entry.variable.refersTo}, by reference`);
  const backing = deployment.backings.find(({ slug }) => slug === entry.backing);
  if (backing !== undefined && words.runsAs(backing) !== "external")
    return kept(`points at ${backing.slug}, by reference`);
  const generated = entry.variable.generated
    ? "; Heroku generated it once: carry the old value over, or sessions and tokens end"
    : "";
  return kept(`by reference to ${words.store}${generated}`);
}

function scheduleAnswer(index: number, words: Words, { plan, deployment }: PlatformInput): Answer {
  const schedule = plan.monolith.schedules[index]!;
  if (isRunByProcess(schedule)) return kept(`runs inside process ${schedule.process}, as before`);
  const cron = deployment.crons.find((entry) => entry.schedule === schedule);
  if (cron !== undefined) return words.cron(cron);
  const missing = schedule.when === null ? "when" : schedule.runs === null ? "what" : "in which process";
  return lost(
    `the repo does not say ${missing} it runs: state it under facts.schedules in decisions.yaml (\`heroku addons:open scheduler\`)`,
  );
}

function scriptAnswer(name: string, words: Words): Answer {
  if (/^heroku-|build/.test(name)) return kept("runs while the image is built");
  if (/(?:^|:)test$/.test(name)) return kept("belongs to CI: the command is in app.json and works there unchanged");
  return words.task;
}

function featureAnswer(feature: Feature, words: Words, deployment: Deployment): Answer {
  const unused = "the app does not use it";
  if (feature === "review apps" && !deployment.reviewApps) return kept(unused);
  if (feature === "autoscaling") {
    const scales = deployment.workloads.some((one) => one.autoscaling !== null || one.queueScaling !== null);
    return kept(
      scales
        ? "each process that scales has a row of its own"
        : `none known from the repo or a capture; ${words.features[feature].how}`,
    );
  }
  return words.features[feature];
}

function buildAnswer(subject: Subject, build: MonolithBuild | null, images: ImageWords): Answer {
  const own = build?.dockerfile ?? null;
  const image = own ?? "deploy/images/monolith.Dockerfile";
  if (subject.is === "buildpack" && build?.staticSite !== undefined && isStaticPack(subject.url))
    return approximated(
      `${image}: nginx answers by static.json's root, routes, redirects, headers and proxies; BASIC_AUTH_USERNAME and BASIC_AUTH_PASSWORD are asked of nobody: where they are set, put a login in front`,
    );
  if (subject.is === "buildpack") return buildpackAnswer(subject.url, image);
  if (subject.is === "stack" && own !== null) return kept(`${own} says what it stands on`);
  if (subject.is === "stack")
    return approximated(
      `Debian of the official base image in ${image}: same families of system libraries, other versions`,
    );
  if (subject.is === "image") return imageAnswer(subject.image, images);
  if (subject.is === "build") return subject.built ? builtAnswer(image, build, images) : unbuiltAnswer(image, images);
  if (subject.is === "routes")
    return kept(subject.to === "monolith" ? "served by the web process" : `served by ${subject.to} behind the gateway`);
  return kept("");
}

function imageAnswer({ name, dockerfile, target, types }: OwnImage, images: ImageWords): Answer {
  if (images.own === "unchanged") return kept("heroku.yml goes on building it");
  const others = types.filter((type) => type !== "release" && type !== "web");
  const inWeb = !types.includes("web");
  const problems = [
    ...(others.length > 0 && inWeb && images.own === "shared"
      ? [`${others.join(", ")} would run in the web's image: give it an app of its own, built from ${dockerfile}`]
      : []),
    ...(types.includes("release") && inWeb && !images.releases
      ? [`the release phase runs in the web's image: it needs what ${dockerfile} adds`]
      : []),
  ];
  const stage = target === null || images.stages === "stated" ? null : sayStage(dockerfile, target, images.stages);
  if (problems.length > 0) return lost([...(stage === null ? [] : [stage]), ...problems].join("; "));
  const runs = `${name}, built from ${dockerfile}, runs ${types.join(", ")}`;
  return stage === null ? kept(runs) : images.stages === "built" ? approximated(`${runs}; ${stage}`) : lost(stage);
}

const sayStage = (dockerfile: string, target: string, stages: "built" | "last"): string =>
  stages === "built"
    ? `build it with \`docker build --target ${target} --file ${dockerfile}\``
    : `no stage can be named here: make ${target} the last one of ${dockerfile}`;

/** With what the base image is, and where it is not of the version asked for. */
function builtAnswer(image: string, build: MonolithBuild | null, images: ImageWords): Answer {
  if (images.own === "unchanged") return kept("the buildpack goes on building it");
  if (build?.staticSite !== undefined) return approximated(`${image}: built, then served by nginx:1.28-bookworm`);
  const bases = (build?.parts ?? []).map(baseOf);
  const from = bases.map((base) => base.image).join(" and ");
  return approximated([`${image}, built from ${from}`, ...bases.flatMap(({ note }) => note ?? [])].join("; "));
}

const unbuiltAnswer = (image: string, images: ImageWords): Answer =>
  images.own === "unchanged"
    ? kept("the buildpack goes on building it")
    : lost(`no Ruby, Node, Python, Go or static build was found: add the runtime and its build steps to ${image}`);

const isStaticPack = (url: string): boolean => /static(?:\.git)?(?:#.*)?$/.test(url);

function buildpackAnswer(url: string, image: string): Answer {
  const known = /(?:^|[/-])(?:ruby|node(?:js)?|python|go|golang|static|apt|nginx|yarn|pnpm|npm)(?:$|[/.-])/i.test(
    url.replace(/^https?:\/\/[^/]+\//, ""),
  );
  return known
    ? approximated(`replaced by ${image}, built from official images`)
    : lost(`${url} is not one that the image replaces: install what it adds in ${image}`);
}
