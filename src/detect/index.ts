/** Turns facts, resolution and Heroku config into the AppModel: one detector a noun, composed here. */
import type { AppModel } from "../model/app-model.js";
import { detectConfigVars } from "./config-vars.js";
import { findUnnamedCollections } from "./data/table-uses.js";
import { detectDeclared } from "./declared.js";
import { detectFrontends } from "./frontends.js";
import { detectIdentity, findUnread } from "./identity.js";
import type { DetectInput } from "./input.js";
import { detectIntegrations } from "./integrations.js";
import { detectJobs } from "./jobs.js";
import { detectMessages } from "./messages.js";
import { detectModels } from "./models.js";
import { detectRoles } from "./roles.js";
import { detectRoutes } from "./routes.js";
import { detectSchedules } from "./schedules.js";
import { detectTables } from "./tables.js";
import { detectTransactions } from "./transactions.js";

export function detectApp(input: DetectInput): AppModel {
  const { routes, details, diagnostics } = detectRoutes(input);
  const models = detectModels(input);
  const frontends = detectFrontends(input);
  const identity = detectIdentity(input);
  return {
    ...identity,
    heroku: input.heroku,
    configVars: detectConfigVars(input),
    routes,
    routeDetails: details,
    models,
    tables: detectTables(input, models),
    transactions: detectTransactions(input),
    jobs: detectJobs(input),
    messages: detectMessages(input),
    schedules: detectSchedules(input),
    integrations: detectIntegrations(input),
    frontends,
    declared: detectDeclared(input),
    roles: detectRoles(input, frontends, routes),
    diagnostics: [...diagnostics, ...findUnread(identity.frameworks), ...findUnnamedCollections(input)],
  };
}
