/** The registry of databases that a TypeScript service can keep its rows in. */
import type { StoreKind, TypescriptService } from "../needs.js";
import { printMongodbStore } from "./mongodb.js";
import { printMysqlStore } from "./mysql.js";
import { printPostgresStore } from "./postgres.js";

const STORES: Readonly<Record<StoreKind, (typescript: TypescriptService) => string>> = {
  postgres: printPostgresStore,
  mysql: printMysqlStore,
  mongodb: printMongodbStore,
};

export const printStore = (typescript: TypescriptService): string => STORES[typescript.store](typescript);
