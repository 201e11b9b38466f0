/** Prints the routes that restify's router holds. */
const { createRequire } = require("node:module");
const load = createRequire(`${process.cwd()}/app.js`);
const restify = load("restify");
const make = restify.createServer;
// Its logger would write between our lines.
restify.createServer = (options) => make({ ...options, log: load("pino")({ level: "silent" }) });
const { server } = load("./app.js");

const rows = Object.values(server.router.getRoutes()).map((route) => [route.method, "", route.path]);
process.stdout.write(JSON.stringify(rows));
process.exit(0);
