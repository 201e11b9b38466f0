/** Turns a planned service into a TypeScript service: Fastify, zod, plain operations. */
import type { Artifact } from "../../../model/artifact.js";
import { UserError } from "../../../model/errors.js";
import type { Plan, PlannedService } from "../../../model/plan.js";
import { printOutboxFile, printServicesFile } from "./jobs.js";
import {
  printConfigFile,
  printErrorsFile,
  printIdentityFile,
  printMainFile,
  printPackage,
  printServerFile,
  printTsconfig,
} from "./parts.js";
import { printOperationFile, printOperations, printRoutesFile } from "./routes.js";
import { printDockerfile, printReadme, printServerTest } from "./tests.js";

export function emitTypescriptService(plan: Plan, service: PlannedService): readonly Artifact[] {
  refuseUnsupported(plan, service);
  const bullmq = service.enqueues.some(({ wire }) => wire === "bullmq");
  const files: readonly (readonly [string, string, string])[] = [
    ["package.json", printPackage(service.name, bullmq), "pinned packages"],
    ["tsconfig.json", printTsconfig("check"), "types"],
    ["tsconfig.build.json", printTsconfig("build"), "build"],
    ["tsconfig.test.json", printTsconfig("test"), "test build"],
    [".dockerignore", "Dockerfile\nnode_modules\ndist\ndist-test\n", "keeps the image's input small"],
    ["Dockerfile", printDockerfile(service), "image without root"],
    ["README.md", printReadme(service), "how to run it"],
    ["src/main.ts", printMainFile(bullmq), "starts the service"],
    ["src/config.ts", printConfigFile(service), "configuration from the environment"],
    ["src/identity.ts", printIdentityFile(service.name), "who is calling"],
    ["src/errors.ts", printErrorsFile(), "errors that operations answer with"],
    ["src/operation.ts", printOperationFile(), "what an operation gets and gives"],
    ["src/server.ts", printServerFile(), "HTTP adapter"],
    ["src/routes.ts", printRoutesFile(service), "the monolith's paths"],
    ["src/services.ts", printServicesFile(service), "what operations need"],
    ...(bullmq ? ([["src/outbox.ts", printOutboxFile(service), "jobs in the service's transaction"]] as const) : []),
    ["test/server.test.ts", printServerTest(service), "test"],
  ];
  const generated = files.map(
    ([path, content, because]): Artifact => ({
      path: `services/${service.name}/${path}`,
      content,
      policy: "generated",
      because,
    }),
  );
  return [...generated, ...printOperations(service)];
}

/** What a TypeScript service cannot do yet is refused, never left out in silence. */
function refuseUnsupported(plan: Plan, service: PlannedService): void {
  const reasons = [
    ...(plan.monolith.database === "postgres" || plan.monolith.database === null
      ? []
      : [`the database is ${plan.monolith.database}, and only PostgreSQL is generated in TypeScript`]),
    ...(plan.events.some(({ to }) => to.includes(service.name)) ? ["it would consume events"] : []),
    ...service.enqueues.filter(({ wire }) => wire !== "bullmq").map(({ job, wire }) => `${job} is enqueued by ${wire}`),
  ];
  if (reasons.length === 0) return;
  throw new UserError(`${service.name} cannot be generated in TypeScript yet: ${reasons.join("; ")}`, {
    hint: `--set services.${service.id}.language=go, or decide its cuts as api`,
  });
}
