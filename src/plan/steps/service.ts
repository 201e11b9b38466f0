/** Turns one planned service into its steps: deploy, compare, switch, and what the monolith loses. */
import type { PlannedRoute, PlannedService, PlannedStep } from "../../model/plan.js";
import { plural } from "../../text/markdown.js";
import { dataSteps } from "./data.js";
import { drainStep } from "./drain.js";
import { type StepInput, step, variableOf } from "./step.js";

export const serviceSteps = (input: StepInput, service: PlannedService): readonly PlannedStep[] => [
  portStep(service),
  expandStep(input, service),
  ...dataSteps(input, service),
  compareStep(service),
  switchStep(input, service),
  ...drainStep(input, service),
  contractStep(input, service),
];

const portStep = ({ name, language, routes }: PlannedService): PlannedStep =>
  step("prepare", `Port ${name}`, {
    commands: [
      `grep -rn VALUELINE-PORT: services/${name}   # what is left, with the place in the monolith`,
      language === "go"
        ? `(cd services/${name} && go vet ./... && go test ./...)`
        : `(cd services/${name} && npm install && npm run lint && npm test && npm run build)`,
      "npx valueline check --no-markers   # exit 1 while a marker is left",
    ],
    watch: ["the tests of the monolith that cover these routes, run against the service through the gateway"],
    rollback: ["nothing runs yet"],
    because: [`${routes.length} routes under their old paths; types were read from the monolith, logic is yours`],
  });

function expandStep({ events }: StepInput, service: PlannedService): PlannedStep {
  const { name, language, port, enqueues } = service;
  const follows = events.filter(({ to }) => to.includes(name));
  const tables = enqueues.length > 0 || follows.length > 0;
  const run = `docker run --rm --env-file ${name}.env ${name} ${language === "go" ? "" : "node dist/main.js "}`;
  return step("expand", `Deploy ${name} without traffic`, {
    needs: ["no VALUELINE-PORT marker is left in it", ...(follows.length > 0 ? ["the relay runs"] : [])],
    commands: [
      `docker build -t ${name} services/${name}`,
      ...(tables
        ? [
            `${run}migrate   # its own tables: ${[...(enqueues.length > 0 ? ["outbox"] : []), ...(follows.length > 0 ? ["inbox"] : [])].join(", ")}`,
          ]
        : []),
      `curl -fsS http://${name}:${port}/readyz`,
      `curl -s -o /dev/null -w '%{http_code}\\n' http://${name}:${port}${sample(service.routes.find(({ auth }) => auth !== "public"))}   # 401: it trusts nobody but the gateway`,
    ],
    watch: [
      "readyz is 200 for a quarter of an hour, memory below its limit",
      ...follows.map((event) => `${event.name}: consumed without a dead letter; lag falls to 0`),
      "connections to the database: the pool of the service comes on top of the monolith's",
    ],
    rollback: ["remove the deployment; no user's request reaches it yet"],
    because: enqueues.map(
      ({ job, wire, because }) => `${job} goes to the monolith's own workers by ${wire}: ${because}`,
    ),
  });
}

const sample = (planned: PlannedRoute | undefined): string =>
  (planned?.route.path ?? "/").replace(/\([^)]*\)/g, "").replace(/[:*]\w+/g, "1");

function compareStep({ name, routes }: PlannedService): PlannedStep {
  const reads = routes.filter(({ route }) => route.method === "GET").slice(0, 5);
  const writes = routes.filter(({ route }) => route.method !== "GET" && route.method !== "HEAD");
  return step("compare", `Compare ${name} with the monolith on real requests`, {
    needs: [`${name} is ready, its share is 0`, "a test account with data, and its cookie or token in $AUTH"],
    commands: [
      ...reads.map((planned) => {
        const url = `https://$HOST${sample(planned)}`;
        return `diff <(curl -s -H "$AUTH" ${url}) <(curl -s -H "$AUTH" -H 'X-Valueline-Canary: ${name}' ${url})   # ${planned.operation}`;
      }),
      ...writes
        .slice(0, 3)
        .map(
          (planned) =>
            `curl -s -X ${planned.route.method} -H "$AUTH" -H 'X-Valueline-Canary: ${name}' https://$HOST${sample(planned)}   # ${planned.operation}: then look at its rows`,
        ),
      `curl -s -o /dev/null -w '%{http_code}\\n' -H 'X-Valueline-Canary: ${name}' https://$HOST${sample(routes[0])}   # a stranger: as without the header`,
    ],
    watch: ["same status, same body, same rows; p95 of the service below the monolith's"],
    rollback: ["stop sending the header"],
    because: ["the header switches one request, so nobody else notices"],
  });
}

function switchStep({ services }: StepInput, { name, data, routes }: PlannedService): PlannedStep {
  const line = `sed -i '/share_${variableOf(name)} {/,/}/ s/^ *#* *[0-9.]*%.*/    $SHARE%  ${name};/' gateway/nginx/switches.conf && nginx -t && nginx -s reload`;
  return step("switch", `Send traffic to ${name}: 1 %, 10 %, 50 %, 100 %`, {
    needs: ["the comparison was quiet for a day", "somebody watches, and it is not Friday"],
    commands: [
      ...[1, 10, 50].map((share) => line.replace("$SHARE", String(share))),
      `sed -i '/share_${variableOf(name)} {/,/}/ s/^    \\* .*/    *    ${name};/' gateway/nginx/switches.conf && nginx -t && nginx -s reload   # 100 %`,
    ],
    watch: [
      "5xx and p95 of the service against the monolith's, a quarter of an hour at each share, a day at 50 %",
      "fallbacks in the gateway's error log: each is a GET or HEAD that the service did not answer",
      `memory of ${name} and of the dynos that it relieves`,
      ...(services.length > 1 ? ["the other services' dead-letter queues"] : []),
    ],
    rollback: [
      `sed -i '/share_${variableOf(name)} {/,/}/ { s/^ *#* *[0-9.]*%.*/    # 10%  ${name};/; s/^    \\* .*/    *    monolith;/ }' gateway/nginx/switches.conf && nginx -t && nginx -s reload   # the monolith answers again${data === "shared-schema" ? ", on the same rows" : "; rows that the service wrote meanwhile must be copied back first"}`,
    ],
    because: [
      `${routes.length} routes; a user stays on one side by cookie or token`,
      "a write is never repeated: a failed POST is the caller's to send again",
    ],
  });
}

/** Files that the monolith's workers and the routes that stay with it still run. */
function filesInUse({ app, services }: StepInput): ReadonlySet<string> {
  const given = new Set(services.flatMap(({ routes }) => routes.map(({ route }) => route.id)));
  const kept = app.routeDetails.filter(({ id }) => !given.has(id));
  return new Set([
    ...app.jobs.flatMap((job) => job.evidence.map(({ path }) => path)),
    ...kept.flatMap(({ handlerPath, page }) => [handlerPath ?? [], page ?? []].flat()),
  ]);
}

function contractStep(input: StepInput, { name, files, routes, data }: PlannedService): PlannedStep {
  const { monolith } = input;
  const needed = filesInUse(input);
  const removable = files.filter((file) => !needed.has(file));
  const shown = removable.slice(0, 20);
  return step("contract", `Remove what ${name} took over from the monolith`, {
    needs: ["two weeks at 100 % without a fallback", "no job of the removed code waits, is scheduled or is retried"],
    commands: [
      ...shown.map((file) => `git rm ${file}   # when nothing else refers to it`),
      ...(removable.length > shown.length
        ? [`# and ${removable.length - shown.length} files more: modules of ${name} in migration/analysis.json`]
        : []),
      `# take these ${routes.length} routes out of the monolith: ${[...new Set(routes.map(({ route }) => route.path))].slice(0, 6).join(", ")}`,
      "npx valueline analyze && npx valueline check",
      ...(data === "shared-schema"
        ? []
        : ["# drop the moved tables after one more backup; take the fallback of these routes out of the gateway"]),
      ...(monolith.heroku.domains.length === 0 ? [] : ["# raise the TTL of the public names again"]),
    ],
    watch: [
      "404s of the removed routes at the monolith: somebody still goes around the gateway",
      ...(files.length > removable.length
        ? [
            `${plural(files.length - removable.length, "file")} of it not to be removed: the monolith's workers and routes run them`,
          ]
        : []),
    ],
    rollback: ["git revert", "heroku rollback"],
    because: ["code that answers nobody still costs reading and upgrades"],
  });
}
