/** Observes `use` of an Express 4, since layers keep no path, and then tells the routes that an application holds. */
exports.observe = (express) => {
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

  const text = (path) => (path instanceof RegExp ? `/${path.source}/` : path);
  const methodsOf = (route) => {
    const names = Object.keys(route.methods).filter((one) => one !== "_all");
    return names.length === 0 || names.length > 20 ? ["ANY"] : names.map((one) => one.toUpperCase());
  };

  return function routesOf(application) {
    const rows = [];
    const walk = (stack, prefix, owner) => {
      for (const { route, handle, prefixes } of stack ?? []) {
        if (route) {
          // `all("/users*", router)`: what is behind sees the whole path.
          const behind = route.stack.filter((one) => one.handle.handle);
          for (const one of behind) walk(one.handle.stack ?? one.handle._router?.stack, prefix, one.handle);
          if (behind.length > 0) continue;
          for (const path of [route.path].flat())
            for (const method of methodsOf(route)) rows.push([method, prefix, text(path)]);
        } else if (handle?.stack) {
          for (const path of prefixes ?? [""]) walk(handle.stack, `${prefix}${path}`, handle);
        }
      }
      for (const one of applications.filter((one) => one.parent === owner)) {
        for (const path of one.paths) walk(one.child._router?.stack, `${prefix}${path}`, one.child);
      }
    };
    walk(application._router.stack, "", application);
    return rows;
  };
};
