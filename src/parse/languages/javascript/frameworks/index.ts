/** The registry of JavaScript frameworks: one line an entry, order-free. */
import type { Framework } from "../framework.js";
import { agenda } from "./agenda.js";
import { bookshelf } from "./bookshelf.js";
import { brokers } from "./brokers.js";
import { constants } from "./constants.js";
import { cron } from "./cron.js";
import { drizzle } from "./drizzle.js";
import { environment } from "./environment.js";
import { folderLoaders } from "./folder-loaders.js";
import { graphql } from "./graphql.js";
import { httpRouters } from "./http-routers.js";
import { httpVerbs } from "./http-verbs.js";
import { knex } from "./knex.js";
import { knexMigrations } from "./knex-migrations.js";
import { kysely } from "./kysely.js";
import { literals } from "./literals.js";
import { mikroOrm } from "./mikro-orm.js";
import { modelCalls } from "./model-calls.js";
import { modelMakers } from "./model-makers.js";
import { mongodb } from "./mongodb.js";
import { mongoose } from "./mongoose.js";
import { nest } from "./nest.js";
import { nestGuards } from "./nest-guards.js";
import { nestJobs } from "./nest-jobs.js";
import { next } from "./next.js";
import { nextMiddleware } from "./next-middleware.js";
import { objection } from "./objection.js";
import { prismaClient } from "./prisma-client.js";
import { queues } from "./queues.js";
import { sequelize } from "./sequelize.js";
import { sequelizeMigrations } from "./sequelize-migrations.js";
import { sequelizeTypescript } from "./sequelize-typescript.js";
import { socketio } from "./socketio.js";
import { sqlStrings } from "./sql-strings.js";
import { timers } from "./timers.js";
import { transactions } from "./transactions.js";
import { typeorm } from "./typeorm.js";

export const frameworks: readonly Framework[] = [
  agenda,
  bookshelf,
  brokers,
  constants,
  cron,
  drizzle,
  environment,
  folderLoaders,
  httpRouters,
  httpVerbs,
  knex,
  knexMigrations,
  kysely,
  mikroOrm,
  literals,
  modelCalls,
  modelMakers,
  mongodb,
  mongoose,
  nestGuards,
  nestJobs,
  objection,
  prismaClient,
  queues,
  sequelize,
  sequelizeMigrations,
  sequelizeTypescript,
  sqlStrings,
  timers,
  transactions,
  typeorm,
  graphql,
  nest,
  next,
  nextMiddleware,
  socketio,
];
