/** Turns the middleware of a Koa app into an answer: the last function of a route is its own, the ones before it guard. */

export const KOA_ROUTERS: readonly string[] = ["@koa/router", "koa-router"];

export const printKoaWay = (): string => `
const probes = new WeakMap();
const known = new WeakSet();
const guarded = new WeakMap();

/** Both kinds of module that a router package may have, since an app may load either. */
const routers = Promise.all(${JSON.stringify(KOA_ROUTERS)}.map(watchRouter));

function addIdentity(app) {
  app.use(async (ctx, next) => {
    if (!isEndpoint(ctx.url)) return next();
    const question = questionOf(ctx.headers);
    const ways = await routers;
    ctx.status = 403;
    // Without a router that is watched, a question would reach the handler.
    if (question === null || !ways.includes(true)) return;
    const probe = { ...question, identity: null };
    probes.set(ctx, probe);
    Object.assign(ctx, { method: question.method, url: question.url, originalUrl: question.url });
    // A guard that throws refuses.
    await next().catch(() => undefined);
    // What guards answered is for the one who asked them.
    for (const name of Object.keys(ctx.response.headers)) ctx.remove(name);
    ctx.body = null;
    ctx.status = probe.identity === null ? 403 : 204;
    ctx.set("Cache-Control", "no-store");
    if (probe.identity !== null) ctx.set("X-Valueline-Identity", probe.identity);
  });
}

async function watchRouter(name) {
  try {
    watch(require(name));
  } catch (error) {
    if (error.code !== "MODULE_NOT_FOUND") throw error;
    return false;
  }
  watch(await import(name));
  return true;
}

/** Every router finds its layers by this method, for each request anew. */
function watch(module) {
  const Router = [module, module.default, module.Router].find((one) => typeof one?.prototype?.match === "function");
  if (Router === undefined || known.has(Router)) return;
  known.add(Router);
  const { match } = Router.prototype;
  Router.prototype.match = function matchGuarded(...args) {
    const found = match.apply(this, args);
    return { ...found, pathAndMethod: found.pathAndMethod.map(guardedLayer) };
  };
}

/** The layer as it is, but for a last function that leaves a question unanswered by the handler. */
function guardedLayer(layer) {
  if (layer.methods.length === 0) return layer;
  const last = layer.stack.at(-1);
  const seen = guarded.get(layer);
  if (seen?.last === last) return seen.layer;
  const answer = (ctx, next) => (probes.has(ctx) ? letPass(ctx) : last(ctx, next));
  const copy = Object.create(layer, { stack: { value: [...layer.stack.slice(0, -1), answer] } });
  guarded.set(layer, { last, layer: copy });
  return copy;
}

function letPass(ctx) {
  const { user, auth } = ctx.state;
  const probe = probes.get(ctx);
  probe.identity = sign(probe, { user: user ?? ctx.user, auth: auth ?? ctx.auth, session: ctx.session });
}
`;
