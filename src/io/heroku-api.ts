/** Asks the Heroku Platform API about one app and keeps names, sizes and counts; values are dropped as they arrive. */
import Heroku from "heroku-client";
import { UserError } from "../model/errors.js";
import type { HerokuSnapshot } from "../model/snapshot.js";
import { byKeys } from "../text/order.js";
import { countBy, list, number, type Row, row, text, texts } from "./json-rows.js";

export interface HerokuApiOptions {
  readonly token: string;
  /** Base address; the public API unless a test or an enterprise proxy says otherwise. */
  readonly host?: string;
  /** First pause after "429 Too Many Requests", in milliseconds; it doubles each time. */
  readonly pause?: number;
}

/** https://devcenter.heroku.com/articles/platform-api-reference#rate-limits: tokens refill at 75 a minute. */
const PAUSE = 2_000;
const TRIES = 6;
/** Lines that Logplex keeps. https://devcenter.heroku.com/articles/logging#log-history-limits */
const LOG_LINES = 1500;
/** Where `heroku ps:autoscale` keeps its monitors: not in the Platform API. */
const METRICS = "https://api.metrics.heroku.com";

interface Client {
  get(path: string): Promise<unknown>;
  getMetrics(path: string): Promise<unknown>;
  post(path: string, body: object): Promise<unknown>;
}

function createClient({ token, host, pause = PAUSE }: HerokuApiOptions): Client {
  const heroku = new Heroku({ token, userAgent: "valueline", ...(host === undefined ? {} : { host }) });
  return {
    get: (path) => patiently(() => heroku.get(path), path, pause),
    getMetrics: (path) => patiently(() => heroku.get(path, { host: host ?? METRICS }), path, pause),
    post: (path, body) => patiently(() => heroku.post(path, { body }), path, pause),
  };
}

async function patiently(ask: () => Promise<unknown>, path: string, pause: number): Promise<unknown> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask();
    } catch (error) {
      const status = statusOf(error);
      if (status !== 429 || tries >= TRIES) throw explain(error, status, path);
      await new Promise((resume) => setTimeout(resume, pause * 2 ** (tries - 1)));
    }
  }
}

class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

const statusOf = (error: unknown): number =>
  typeof error === "object" && error !== null && "statusCode" in error ? Number(error.statusCode) : 0;

/** The client's own error carries the request; only its status is passed on. */
function explain(error: unknown, status: number, path: string): Error {
  if (status === 401) {
    return new UserError("Heroku does not accept the token", {
      hint: "set HEROKU_API_KEY to the output of `heroku auth:token`",
    });
  }
  if (status === 0)
    return new UserError(`Heroku cannot be reached: ${error instanceof Error ? error.message : "no answer"}`);
  return new ApiError(status, `GET ${path}: ${status}`);
}

export async function readSnapshot(app: string, options: HerokuApiOptions): Promise<HerokuSnapshot> {
  const client = createClient(options);
  const base = `/apps/${encodeURIComponent(app)}`;
  const own = row(await askApp(client, base, app));
  const missing: string[] = [];
  const ask = async (path: string): Promise<unknown> => {
    try {
      return await client.get(`${base}${path}`);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      missing.push(error.message);
      return [];
    }
  };
  const formation = list(await ask("/formation")).map(toFormation);
  const attachments = list(await ask("/addon-attachments"));
  const addons = list(await ask("/addons"));
  const shared = await readShares(client, addons, app, missing);
  return {
    app: text(own["name"]) ?? app,
    stack: text(row(own["stack"])["name"]),
    region: text(row(own["region"])["name"]),
    formation: formation.sort(byKeys(({ type }) => type)),
    dynos: countBy(list(await ask("/dynos")), (dyno) => text(dyno["type"]) ?? "?"),
    addons: addons
      .map((addon) => toAddon(addon, attachments, shared))
      .sort(
        byKeys(
          ({ plan }) => plan,
          ({ name }) => name ?? "",
        ),
      ),
    // The values are let go here, before anything else sees the answer.
    configVars: Object.keys(row(await ask("/config-vars"))).sort(),
    domains: list(await ask("/domains"))
      .flatMap((domain) => text(domain["hostname"]) ?? [])
      .sort(),
    buildpacks: list(await ask("/buildpack-installations")).flatMap((one) => text(row(one["buildpack"])["url"]) ?? []),
    features: list(await ask("/features"))
      .flatMap((one) => (one["enabled"] === true ? (text(one["name"]) ?? []) : []))
      .sort(),
    pipeline: await readPipeline(client, base),
    releases: list(await ask("/releases")).length,
    collaborators: list(await ask("/collaborators")).length,
    certificates: list(await ask("/sni-endpoints")).length,
    logDrains: list(await ask("/log-drains")).length,
    telemetryDrains: list(await ask("/telemetry-drains")).length,
    autoscaling: await readAutoscaling(client, text(own["id"]) ?? app, missing),
    missing: missing.sort(),
  };
}

async function askApp(client: Client, base: string, app: string): Promise<unknown> {
  try {
    return await client.get(base);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const hint = "the name as `heroku apps` prints it, with a token that may see it";
    throw new UserError(`Heroku has no app "${app}" for this token (${error.status})`, { hint });
  }
}

const toFormation = (one: Row) => ({
  type: text(one["type"]) ?? "?",
  command: text(one["command"]) ?? "",
  quantity: number(one["quantity"]),
  size: text(one["size"]) ?? text(row(one["dyno_size"])["name"]),
});

function toAddon(addon: Row, attachments: readonly Row[], shared: ReadonlyMap<string, readonly string[]>) {
  const name = text(addon["name"]);
  const service = text(row(addon["addon_service"])["name"]);
  const attached = attachments.filter((one) => text(row(one["addon"])["name"]) === name);
  return {
    plan: text(row(addon["plan"])["name"]) ?? service ?? "?",
    name,
    configVars: [
      ...new Set([...texts(addon["config_vars"]), ...attached.flatMap((one) => texts(one["config_vars"]))]),
    ].sort(),
    sharedWith: shared.get(name ?? "") ?? [],
  };
}

/** `/apps/x/addon-attachments` lists this app's; an add-on's own list names the other apps. */
async function readShares(
  client: Client,
  addons: readonly Row[],
  app: string,
  missing: string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const shares = new Map<string, readonly string[]>();
  for (const addon of addons) {
    const name = text(addon["name"]);
    if (name === null) continue;
    try {
      const all = list(await client.get(`/addons/${encodeURIComponent(name)}/addon-attachments`));
      const apps = all.flatMap((one) => text(row(one["app"])["name"]) ?? []).filter((other) => other !== app);
      shares.set(name, [...new Set(apps)].sort());
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      missing.push(error.message);
    }
  }
  return shares;
}

/** An app outside any pipeline answers 404. */
async function readPipeline(client: Client, base: string): Promise<HerokuSnapshot["pipeline"]> {
  try {
    const coupling = row(await client.get(`${base}/pipeline-couplings`));
    const name = text(row(coupling["pipeline"])["name"]) ?? text(row(coupling["pipeline"])["id"]);
    return name === null ? null : { name, stage: text(coupling["stage"]) ?? "?" };
  } catch (error) {
    if (error instanceof ApiError) return null;
    throw error;
  }
}

/** Only `web` scales by itself on Heroku: devcenter "Scaling", autoscaling by the 95th percentile of response time. */
async function readAutoscaling(client: Client, app: string, missing: string[]): Promise<HerokuSnapshot["autoscaling"]> {
  try {
    const monitors = list(await client.getMetrics(`/apps/${encodeURIComponent(app)}/formation/web/monitors`));
    return monitors
      .filter((monitor) => monitor["action_type"] === "scale" && monitor["is_active"] === true)
      .map((monitor) => ({
        type: "web",
        min: number(monitor["min_quantity"]),
        max: number(monitor["max_quantity"]),
        p95: typeof monitor["value"] === "number" ? monitor["value"] : null,
      }));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    // An app that never had monitors is not known there.
    if (error.status !== 404) missing.push(error.message);
    return [];
  }
}

/** The last lines that Logplex holds. The session is the one call that is no GET; its address is read once and not kept. */
export async function readLogs(app: string, options: HerokuApiOptions): Promise<string> {
  const client = createClient(options);
  const session = row(
    await client.post(`/apps/${encodeURIComponent(app)}/log-sessions`, { lines: LOG_LINES, tail: false }),
  );
  const url = text(session["logplex_url"]);
  if (url === null) return "";
  const response = await fetch(url);
  return response.ok ? response.text() : "";
}
