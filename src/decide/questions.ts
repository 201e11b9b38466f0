/** Turns a proposal into questions, each with what it rests on, its default and where its answer lives. */
import type { Frontend } from "../model/app-model.js";
import type { Question } from "../model/decision.js";
import type { Cut, ServiceProposal } from "../model/proposal.js";
import { plural } from "../text/markdown.js";
import { byKeys } from "../text/order.js";
import {
  DEFAULT_AUTH,
  DEFAULT_DATA,
  defaultBroker,
  defaultExtract,
  defaultLanguage,
  defaultName,
  defaultTransport,
} from "./defaults.js";
import { addonsDigest, cutDigest, frontendDigest, type Ground, type ServiceGround, serviceGround } from "./ground.js";

const choice = (value: string, label: string, hint: string | null = null) => ({ value, label, hint });

const LANGUAGES = [choice("go", "Go on Micro", "a tenth of the memory"), choice("typescript", "TypeScript on Fastify")];
const DATA_STEPS = [
  choice("shared-schema", "share the monolith's schema for now", "no data moves; the tables keep one owner"),
  choice("own-schema", "own schema in the same database", "foreign keys to other owners are dropped"),
  choice("own-database", "own database", "backfill, compare, switch"),
];
const AUTHS = [
  choice("ask-monolith", "the gateway asks the monolith", "sessions, tokens and CSRF as they are today"),
  choice("jwt", "a JWT that the service verifies"),
  choice("token", "a shared bearer token", "machine to machine"),
  choice("api-key", "an API key header"),
  choice("public", "anyone may call"),
];
const TRANSPORTS = [choice("api", "ask over HTTP"), choice("event", "tell by an event", "through an outbox")];
const BROKERS = [choice("redis", "Redis Streams"), choice("nats", "NATS JetStream"), choice("rabbitmq", "RabbitMQ")];
const TARGETS = ["compose", "digitalocean", "fly", "heroku", "kubernetes", "micro", "render"].map((id) =>
  choice(id, id),
);

/** All questions in the order in which a person meets them. */
export function askQuestions(ground: Ground): readonly Question[] {
  const taken = new Set<string>();
  const services = ground.proposal.services.flatMap((service) => {
    const name = defaultName(service, taken);
    taken.add(name);
    return askService(ground, service, name);
  });
  const cuts = [...ground.proposal.cuts].sort(byKeys((cut) => cut.id)).map((cut) => askCut(ground, cut));
  const frontends = ground.app.frontends.map(askFrontend);
  return [...services, ...cuts, ...frontends, askBroker(ground), askTargets(ground)];
}

function askService(ground: Ground, service: ServiceProposal, name: string): readonly Question[] {
  const facts = serviceGround(ground, service.id, service.modules);
  const at = `services.${service.id}`;
  const base = { details: describeService(service, facts), digest: facts.digest };
  const pick = (field: string, text: string, choices: Question["choices"], fallback: string): Question => ({
    ...base,
    id: `${at}.${field}`,
    kind: "choice",
    text,
    choices,
    default: fallback,
  });
  const extract: Question = {
    ...base,
    id: `${at}.extract`,
    kind: "confirm",
    text: `Extract ${service.name}?`,
    choices: [],
    default: defaultExtract(ground, service),
  };
  const named: Question = { ...base, id: `${at}.name`, kind: "text", text: "Its name", choices: [], default: name };
  return [
    extract,
    named,
    pick("language", `Language of ${service.name}`, LANGUAGES, defaultLanguage(ground)),
    pick("data", `Data of ${service.name}`, DATA_STEPS, DEFAULT_DATA),
    pick("auth", `How ${service.name} knows its callers`, AUTHS, DEFAULT_AUTH),
  ];
}

function describeService(service: ServiceProposal, facts: ServiceGround): readonly string[] {
  const cost = facts.cuts.reduce((sum, cut) => sum + cut.count, 0);
  return [
    `${plural(facts.files.length, "file")}, ${plural(facts.tables.length, "table")}, ${plural(facts.routes.length, "route")}`,
    `${plural(facts.cuts.length, "cut")} to cross, ${plural(cost, "place")} in code`,
    ...(facts.tables.length === 0 ? [] : [`tables: ${facts.tables.join(", ")}`]),
    ...service.reasons.slice(0, 3).map(({ text }) => text),
  ];
}

function askCut(ground: Ground, cut: Cut): Question {
  return {
    id: `cuts.${cut.id}.transport`,
    kind: "choice",
    text: `How ${cut.from} reaches ${cut.to} (${cut.kind})`,
    details: [
      `${plural(cut.count, "place")}; proposed remedy: ${cut.remedy}`,
      ...cut.evidence.slice(0, 3).map(({ path, line }) => (line === undefined ? path : `${path}:${line}`)),
    ],
    choices: TRANSPORTS,
    default: defaultTransport(ground, cut),
    digest: cutDigest(cut),
  };
}

const HOSTS = [
  choice("monolith", "by the monolith, as before"),
  choice("static", "as files, everything else passed on", "the app's processes are spared the files"),
];

const askFrontend = (frontend: Frontend): Question => ({
  id: `frontends.${frontend.path}.host`,
  kind: "choice",
  text: `Who serves ${frontend.path}`,
  details: [
    `${frontend.framework ?? "plain files"}; ${frontend.build === null ? "nothing to build" : `built by ${frontend.build}`}; served from ${frontend.output ?? "a folder that the repo does not name"}`,
  ],
  choices: HOSTS,
  default: "monolith",
  digest: frontendDigest(frontend),
});

function askBroker(ground: Ground): Question {
  const paid = ground.app.heroku.addons.map(({ plan }) => plan);
  return {
    id: "broker.choice",
    kind: "choice",
    text: "Broker between the monolith and the services",
    details: [paid.length === 0 ? "the app declares no add-on" : `the app pays for ${paid.join(", ")}`],
    choices: BROKERS,
    default: defaultBroker(ground),
    digest: addonsDigest(ground),
  };
}

const askTargets = (ground: Ground): Question => ({
  id: "targets",
  kind: "choices",
  text: "Platforms to write manifests for",
  details: [],
  choices: TARGETS,
  default: ["compose"],
  digest: addonsDigest(ground),
});
