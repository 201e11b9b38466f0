/** Turns a planned service into a TypeScript service: Fastify, zod, plain operations, events, the monolith's jobs. */
import type { Artifact } from "../../../model/artifact.js";
import type { Plan, PlannedService } from "../../../model/plan.js";
import { printConfigFile } from "./config.js";
import { printEventFiles, printHandle } from "./events/index.js";
import { printIdentityFile } from "./identity.js";
import { printJobsFile, printOutboxFile } from "./jobs.js";
import { printMainFile, printRunFile, printServicesFile, printTelemetryFile } from "./main.js";
import { describeTypescriptService, type TypescriptService } from "./needs.js";
import { printDockerfile, printLinter, printPackage, printReadme, printTsconfig } from "./packaging.js";
import { printHandlerFile, printOperationFile, printOperations, printRoutesFile } from "./routes.js";
import { printErrorsFile, printOutgoingFile, printServerFile } from "./server.js";
import { printStore } from "./store/index.js";
import { printEventsTest, printServerTest } from "./tests.js";
import { printRedisOptions, printTransports } from "./transports.js";

type File = readonly [path: string, content: string, because: string];

export function emitTypescriptService(plan: Plan, service: PlannedService): readonly Artifact[] {
  const typescript = describeTypescriptService(plan, service);
  const files = [...projectFiles(typescript), ...sourceFiles(typescript), ...optionalFiles(typescript)];
  const at = (path: string): string => `services/${service.name}/${path}`;
  return [
    ...files.map(([path, content, because]): Artifact => ({ path: at(path), content, policy: "generated", because })),
    ...handleFile(typescript, at),
    ...printOperations(service),
  ];
}

const projectFiles = (typescript: TypescriptService): readonly File[] => [
  ["package.json", printPackage(typescript), "pinned packages"],
  ["tsconfig.json", printTsconfig("check"), "types"],
  ["tsconfig.build.json", printTsconfig("build"), "build"],
  ["tsconfig.test.json", printTsconfig("test"), "test build"],
  ["biome.json", printLinter(), "linter"],
  [".dockerignore", "Dockerfile\nnode_modules\ndist\ndist-test\n", "keeps the image's input small"],
  ["Dockerfile", printDockerfile(typescript), "image without root"],
  ["README.md", printReadme(typescript), "how to run it"],
];

const sourceFiles = (typescript: TypescriptService): readonly File[] => [
  ["src/main.ts", printMainFile(), "starts the service"],
  ["src/run.ts", printRunFile(typescript), "runs it, and ends it in order"],
  ["src/telemetry.ts", printTelemetryFile(typescript), "traces, behind a flag"],
  ["src/config.ts", printConfigFile(typescript), "configuration from the environment"],
  ["src/errors.ts", printErrorsFile(), "errors that operations answer with"],
  ["src/outgoing.ts", printOutgoingFile(), "calls to others"],
  ["src/server.ts", printServerFile(typescript.service.routes.length > 0), "HTTP adapter"],
  ["src/services.ts", printServicesFile(typescript), "what operations need"],
  ["src/store.ts", printStore(typescript), "the database"],
  ["test/server.test.ts", printServerTest(typescript), "test"],
];

function optionalFiles(typescript: TypescriptService): readonly File[] {
  const { uses, consumes, service } = typescript;
  const http: readonly File[] = [
    ["src/handler.ts", printHandlerFile(), "HTTP adapter of one operation"],
    ["src/identity.ts", printIdentityFile(service), "who is calling"],
    ["src/operation.ts", printOperationFile(), "what an operation gets and gives"],
    ["src/routes.ts", printRoutesFile(service), "the monolith's paths"],
  ];
  const jobs: readonly File[] = [
    ["src/jobs.ts", printJobsFile(typescript), "jobs of the monolith"],
    ["src/outbox.ts", printOutboxFile(typescript), "jobs in the service's transaction"],
  ];
  return [
    ...(service.routes.length > 0 ? http : []),
    ...(uses.outbox ? jobs : []),
    ...(uses.redis ? ([["src/redis-options.ts", printRedisOptions(), "Redis URL"]] as const) : []),
    ...printTransports(typescript),
    ...printEventFiles(typescript),
    ...(consumes.length > 0
      ? ([["test/events.test.ts", printEventsTest(typescript), "test of the contract"]] as const)
      : []),
  ];
}

const handleFile = (typescript: TypescriptService, at: (path: string) => string): readonly Artifact[] =>
  typescript.consumes.length === 0
    ? []
    : [
        {
          path: at("src/events/handle.ts"),
          content: printHandle(typescript),
          policy: "once",
          because: "what events do",
        },
      ];
