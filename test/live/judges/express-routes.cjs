/** Prints the routes that Express itself holds after `app.js` ran; `use` is observed, since layers keep no path. */
const { createRequire } = require("node:module");
const load = createRequire(`${process.cwd()}/app.js`);
const express = load("express");

const applications = [];
const tag = (prototype) => {
  const use = prototype.use;
  prototype.use = function (...args) {
    const given = [args[0]].flat(9)[0];
    const paths = typeof given === "function" ? [""] : [args[0]].flat(9);
    const functions = args.slice(typeof given === "function" ? 0 : 1).flat(9);
    for (const child of functions) if (child?.handle && child?.set) applications.push({ parent: this, paths, child });
    const before = this.stack?.length ?? 0;
    const result = use.apply(this, args);
    if (this.stack) for (const layer of this.stack.slice(before)) layer.prefixes = paths;
    return result;
  };
};
tag(express.Router);
tag(express.application);

const rows = [];
const text = (path) => (path instanceof RegExp ? `/${path.source}/` : path);
function walk(stack, prefix, owner) {
  for (const layer of stack ?? []) {
    if (layer.route) {
      const methods = Object.keys(layer.route.methods).filter((one) => one !== "_all");
      const names = methods.length === 0 ? ["ANY"] : methods.map((one) => one.toUpperCase());
      const wide = names.length > 20 ? ["ANY"] : names;
      for (const path of [layer.route.path].flat()) for (const method of wide) rows.push([method, prefix, text(path)]);
    } else if (layer.handle?.stack) {
      for (const path of layer.prefixes ?? [""]) walk(layer.handle.stack, `${prefix}${path}`, layer.handle);
    }
  }
  for (const one of applications.filter((one) => one.parent === owner)) {
    for (const path of one.paths) walk(one.child._router?.stack, `${prefix}${path}`, one.child);
  }
}
const app = load("./app.js");
walk(app._router.stack, "", app);
process.stdout.write(JSON.stringify(rows));
