/** Turns extracted routes of a Node app into an endpoint that tells the gateway who is calling, one way a framework. */
import type { PlannedService, ServerHome } from "../../../../model/plan.js";
import { printExpressWay } from "./express.js";
import { printFastifyWay } from "./fastify.js";
import { KOA_ROUTERS, printKoaWay } from "./koa.js";
import { printNestWay } from "./nest.js";
import { printSigning } from "./signing.js";

const WAYS: Readonly<Record<ServerHome["framework"], () => string>> = {
  express: printExpressWay,
  fastify: printFastifyWay,
  koa: printKoaWay,
  nest: printNestWay,
};

/** A file that both kinds of modules can load. */
export const printIdentity = (services: readonly PlannedService[], framework: ServerHome["framework"]): string => `/**
 * Answers the gateway's question "who is calling?" for a route that a service took over.
 *
 * The request runs through everything that guarded the route, so that sessions, tokens, roles and CSRF are judged by
 * the code that judged them before, and never reaches the route's own handler. 204 with a signed identity lets it
 * through; 403 makes the gateway hand the request to this app, which then refuses it in its own words. The question
 * carries no body: a guard that wants one refuses, and the request stays with this app.
 */
const { createHmac } = require("node:crypto");
${WAYS[framework]()}
${printSigning(services.map(({ name }) => name))}
module.exports = { addIdentity };
`;

/** What stood before a handler can only be told where a router of ours to know keeps it. */
export const canTellIdentity = (home: ServerHome | null, locked: Readonly<Record<string, string>>): boolean =>
  home !== null && (home.framework !== "koa" || KOA_ROUTERS.some((name) => name in locked));
