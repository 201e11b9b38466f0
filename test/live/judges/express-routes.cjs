/** Prints the routes that Express itself holds after `app.js` ran. */
const { createRequire } = require("node:module");
const { observe } = require("./express-observer.cjs");
const load = createRequire(`${process.cwd()}/app.js`);
const routesOf = observe(load("express"));
process.stdout.write(JSON.stringify(routesOf(load("./app.js"))));
