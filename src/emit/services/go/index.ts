/** Turns a planned service into a Go service: REST under the old paths, Micro beside it. */
import type { Artifact } from "../../../model/artifact.js";
import type { Plan, PlannedService } from "../../../model/plan.js";
import { printAuth } from "./auth.js";
import { printBody, printBodyTest } from "./body.js";
import { printConfig, printConfigTest } from "./config.js";
import { type GoFile, printEvents, printReactions } from "./events/index.js";
import { printHandlerCore, printHandlers } from "./handlers.js";
import { printHealth, printHealthTest } from "./health.js";
import { printActiveJob, printActiveJobTest } from "./jobs/active-job.js";
import { printJobs } from "./jobs/catalogue.js";
import { printCelery, printCeleryTest } from "./jobs/celery.js";
import { printCeleryBrokers } from "./jobs/celery-brokers.js";
import { printDelayedJob, printDelayedJobTest } from "./jobs/delayed-job.js";
import { printEndpoint } from "./jobs/endpoint.js";
import { printJobData, printUuid } from "./jobs/job-data.js";
import { printOutbox } from "./jobs/outbox.js";
import { printPushOnce } from "./jobs/push-once.js";
import { printRelay } from "./jobs/relay.js";
import { printResque, printResqueTest } from "./jobs/resque.js";
import { printJobsTest, printSidekiq } from "./jobs/sidekiq.js";
import { printMain } from "./main.js";
import { printGoMod, printGoSum } from "./modules.js";
import { describeGoService, type GoService, pushesResque, pushesSidekiq, writesDelayedJobs } from "./needs.js";
import { printOutgoing, printOutgoingTest, printRequestId } from "./outgoing.js";
import { printDockerfile, printMicroMain, printMicroMod, printReadme } from "./packaging.js";
import { printRelayLoop } from "./relay.js";
import { printRest, serves } from "./rest.js";
import { printRouter, printRoutes } from "./routes.js";
import { printRpc } from "./rpc.js";
import { printStore } from "./store.js";
import { printTelemetry } from "./telemetry.js";
import { printAuthTest, printRoutesTest } from "./tests.js";

export function emitGoService(plan: Plan, service: PlannedService): readonly Artifact[] {
  const go = describeGoService(plan, service);
  const file = ([path, content, because]: GoFile, policy: Artifact["policy"] = "generated"): Artifact => ({
    path: `services/${service.name}/${path}`,
    content,
    policy,
    because,
  });
  const files: readonly GoFile[] = [
    ["go.mod", printGoMod(go.module, go.needs), "pinned modules"],
    ["go.sum", printGoSum(go.needs), "checksums of the pinned modules"],
    ["main.go", printMain(go), "starts the service"],
    ["Dockerfile", printDockerfile(go), "image without root"],
    [".dockerignore", "Dockerfile\nREADME.md\nmicro\n", "keeps the image's input small"],
    ["README.md", printReadme(go), "how to run it"],
    ["internal/config/config.go", printConfig(go), "configuration from the environment"],
    ["internal/config/config_test.go", printConfigTest(), "test"],
    ["internal/telemetry/telemetry.go", printTelemetry(go), "traces, behind a flag"],
    ["internal/requestid/requestid.go", printRequestId(), "the id of a request"],
    ["internal/outgoing/outgoing.go", printOutgoing(go.module), "calls to others"],
    ["internal/outgoing/outgoing_test.go", printOutgoingTest(go.module), "test"],
    ["internal/store/store.go", printStore(go), "the service's own tables"],
    ["internal/health/health.go", printHealth(), "healthz and readyz"],
    ["internal/health/health_test.go", printHealthTest(), "test"],
    ["internal/handler/handler.go", printHandlerCore(go), "what the operations share"],
    ["internal/rest/rest.go", printRest(go), "HTTP adapter"],
    ["internal/rest/auth.go", printAuth(), "who is calling"],
    ["internal/rest/auth_test.go", printAuthTest(go), "test"],
    ["internal/rest/router.go", printRouter(), "which route a request is"],
    ...(serves(go) ? BODY_FILES : []),
    ["internal/rest/routes.go", printRoutes(go), "the monolith's paths"],
    ["internal/rest/routes_test.go", printRoutesTest(go), "test"],
    ["internal/relay/relay.go", printRelayLoop(), "what jobs and events share on their way out"],
    ["internal/jobs/jobs.go", printJobs(go), "jobs of the monolith"],
    ["internal/jobs/outbox.go", printOutbox(go), "jobs in the service's transaction"],
    ["internal/jobs/relay.go", printRelay(go), "outbox to queue"],
    ["internal/jobs/endpoint.go", printEndpoint(go.module), "jobs that only the monolith may enqueue"],
    ["rpc/rpc.go", printRpc(go), "operations for an RPC framework"],
    ["micro/go.mod", printMicroMod(go), "go-micro, apart so that nothing else needs it"],
    ["micro/main.go", printMicroMain(go), "registers the operations with Micro"],
    ...sidekiqFiles(go),
    ...delayedJobFiles(go),
    ...resqueFiles(go),
    ...celeryFiles(go),
    ...jobDataFiles(go),
    ...activeJobFiles(go),
    ...printEvents(go),
  ];
  return [
    ...files.map((one) => file(one)),
    ...printReactions(go).map((one) => file(one, "once")),
    ...printHandlers(go),
  ];
}

const BODY_FILES: readonly GoFile[] = [
  ["internal/rest/body.go", printBody(), "JSON and forms"],
  ["internal/rest/body_test.go", printBodyTest(), "test"],
];

const activeJobFiles = (go: GoService): readonly GoFile[] =>
  go.service.enqueues.some(({ system }) => system === "active-job")
    ? [
        ["internal/jobs/active_job.go", printActiveJob(go), "records and keywords as arguments"],
        ["internal/jobs/active_job_test.go", printActiveJobTest(), "test"],
      ]
    : [];

const delayedJobFiles = (go: GoService): readonly GoFile[] =>
  writesDelayedJobs(go)
    ? [
        ["internal/jobs/delayed_job.go", printDelayedJob(go), "delayed_job's own format"],
        ["internal/jobs/delayed_job_test.go", printDelayedJobTest(), "test"],
      ]
    : [];

const resqueFiles = (go: GoService): readonly GoFile[] =>
  pushesResque(go)
    ? [
        ["internal/jobs/resque.go", printResque(go), "Resque's own format"],
        ["internal/jobs/resque_test.go", printResqueTest(), "test"],
      ]
    : [];

const celeryFiles = (go: GoService): readonly GoFile[] =>
  go.needs.celery
    ? [
        ["internal/jobs/celery.go", printCelery(go), "Celery's own format"],
        ["internal/jobs/celery_brokers.go", printCeleryBrokers(), "Celery's queues on Redis and RabbitMQ"],
        ["internal/jobs/celery_test.go", printCeleryTest(), "test"],
      ]
    : [];

/** What several queues share. */
function jobDataFiles(go: GoService): readonly GoFile[] {
  const wraps = pushesSidekiq(go) || pushesResque(go) || writesDelayedJobs(go);
  const redis = pushesSidekiq(go) || pushesResque(go) || go.needs.celery;
  return [
    ...(wraps ? ([["internal/jobs/job_data.go", printJobData(), "what ActiveJob reads"]] as const) : []),
    ...(wraps || go.needs.celery ? ([["internal/jobs/uuid.go", printUuid(), "ids of jobs"]] as const) : []),
    ...(redis ? ([["internal/jobs/push_once.go", printPushOnce(), "a job once on a list"]] as const) : []),
  ];
}

const sidekiqFiles = (go: GoService): readonly GoFile[] =>
  pushesSidekiq(go)
    ? [
        ["internal/jobs/sidekiq.go", printSidekiq(go), "Sidekiq's own format"],
        ["internal/jobs/sidekiq_test.go", printJobsTest(go), "test"],
      ]
    : [];
