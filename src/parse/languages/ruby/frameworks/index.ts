/** The registry of Ruby frameworks: one line an entry, order-free. */
import type { RubyFramework } from "../framework.js";
import { actionCable } from "./action-cable.js";
import { actionShapes } from "./action-shapes.js";
import { activeAdmin } from "./active-admin.js";
import { activeJob } from "./active-job.js";
import { activeRecord } from "./active-record.js";
import { callbacks } from "./callbacks.js";
import { callerChecks } from "./caller-checks.js";
import { clockwork } from "./clockwork.js";
import { delayedJob } from "./delayed-job.js";
import { figaroDotenv } from "./figaro-dotenv.js";
import { goodJob } from "./good-job.js";
import { graphqlRuby } from "./graphql-ruby.js";
import { jbuilderShapes } from "./jbuilder-shapes.js";
import { literals } from "./literals.js";
import { mailers } from "./mailers.js";
import { methodFlows } from "./method-flows.js";
import { migrationLocks } from "./migration-locks.js";
import { modelCalls } from "./model-calls.js";
import { modelDatabases } from "./model-databases.js";
import { mongoid } from "./mongoid.js";
import { que } from "./que.js";
import { rackApis } from "./rack-apis.js";
import { railsAutoload } from "./rails-autoload.js";
import { railsControllers } from "./rails-controllers.js";
import { railsRoutes } from "./rails-routes.js";
import { railsSchema } from "./rails-schema.js";
import { railsSettings } from "./rails-settings.js";
import { rake } from "./rake.js";
import { rawSql } from "./raw-sql.js";
import { renders } from "./renders.js";
import { resque } from "./resque.js";
import { sidekiq } from "./sidekiq.js";
import { solidQueue } from "./solid-queue.js";
import { transactions } from "./transactions.js";
import { whenever } from "./whenever.js";
export const rubyFrameworks: readonly RubyFramework[] = [
  actionCable,
  actionShapes,
  activeAdmin,
  activeJob,
  activeRecord,
  clockwork,
  delayedJob,
  figaroDotenv,
  goodJob,
  jbuilderShapes,
  literals,
  graphqlRuby,
  mailers,
  que,
  rackApis,
  railsAutoload,
  railsControllers,
  railsRoutes,
  railsSettings,
  rake,
  renders,
  resque,
  sidekiq,
  solidQueue,
  whenever,
  callbacks,
  callerChecks,
  methodFlows,
  migrationLocks,
  modelCalls,
  modelDatabases,
  mongoid,
  railsSchema,
  rawSql,
  transactions,
];
