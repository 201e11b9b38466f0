/** Prints, for each folder named, the routes that Express itself holds after its `app.js` ran: { folder: [[method, prefix, path]] }. */
const { createRequire } = require("node:module");
const { resolve } = require("node:path");
const { observe } = require("./express-observer.cjs");
const routesOf = observe(createRequire(`${process.cwd()}/app.js`)("express"));
const forms = process.argv.slice(2).map((folder) => [folder, routesOf(require(resolve(folder, "app.js")))]);
process.stdout.write(JSON.stringify(Object.fromEntries(forms)));
