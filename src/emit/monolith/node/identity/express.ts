/** Turns the guards of an Express app into an answer: the last handler of a route is its own, the ones before it guard. */

/** Sends a question through the app itself; Nest on Express does it the same way. */
export const printExpressQuestion = (): string => `
const probes = new WeakMap();

function answerInExpress(app) {
  app.use((req, res, next) => {
    if (!isEndpoint(req.originalUrl ?? req.url) || probes.has(req)) return next();
    const question = questionOf(req.headers);
    if (question === null) return res.status(403).end();
    const probe = { ...question, passed: false };
    probes.set(req, probe);
    // Whatever a guard answers itself (a redirect, a page) means: not let in.
    const writeHead = res.writeHead;
    res.writeHead = function refuse() {
      return writeHead.call(this, probe.passed ? 204 : 403);
    };
    const { method, url } = question;
    // Express 4 keeps the query that it read first.
    delete req.query;
    Object.assign(req, { method, url, originalUrl: url, baseUrl: "" });
    app.handle(req, res, () => res.status(403).end());
  });
}

function letPass(req, res) {
  const probe = probes.get(req);
  probe.passed = true;
  res.set("Cache-Control", "no-store");
  res.set("X-Valueline-Identity", sign(probe, req));
  res.status(204).end();
}
`;

export const printExpressWay = (): string => `
const wrapped = new WeakSet();

function addIdentity(app) {
  // An empty route at the endpoint's own path tells which class of routes this app has.
  watchRoutes(Object.getPrototypeOf(app.route(ENDPOINT)));
  answerInExpress(app);
}
${printExpressQuestion()}
/** Every route, also of routers and apps inside, is asked for its methods before it answers. */
function watchRoutes(routes) {
  const name = ["_handlesMethod", "_handles_method"].find((one) => typeof routes[one] === "function");
  if (name === undefined) throw new Error("valueline: this Express keeps its routes in an unknown way");
  const handles = routes[name];
  routes[name] = function handlesWatched(...args) {
    wrapLastHandlers(this.stack);
    return handles.apply(this, args);
  };
}

/** The last handler of each method is the route's own; the ones before it are its guards. */
function wrapLastHandlers(stack) {
  const last = new Map(stack.map((layer) => [layer.method, layer]));
  for (const layer of last.values()) {
    if (wrapped.has(layer)) continue;
    wrapped.add(layer);
    const handle = layer.handle;
    layer.handle = (req, res, next) => (probes.has(req) ? letPass(req, res) : handle(req, res, next));
  }
}
`;
