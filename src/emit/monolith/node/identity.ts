/** Turns extracted Express routes into an endpoint that tells the gateway who is calling. */
import type { PlannedService } from "../../../model/plan.js";

/** Runs the middleware that stood before the route's last handler, and never that handler. */
export const printExpressIdentity = (services: readonly PlannedService[], esm: boolean): string => `/**
 * Answers the gateway's question "who is calling?" for a route that a service took over.
 *
 * It runs the middleware that guarded the route, so sessions, tokens, roles and CSRF are judged by the code that judged
 * them before, and never the route's own handler. 204 with a signed identity lets the request through; 403 makes the
 * gateway hand the request to this app, which then refuses it in its own words.
 */
${esm ? 'import { createHmac } from "node:crypto";' : 'const { createHmac } = require("node:crypto");'}

const AUDIENCES = new Set(${JSON.stringify(services.map(({ name }) => name))});
const LIFETIME = 60;
const probes = new WeakMap();
const wrapped = new WeakSet();

${esm ? "export function addIdentity(app) {" : "function addIdentity(app) {"}
  app.use("/valueline/identity", (req, res) => {
    const audience = req.get("x-valueline-audience");
    if (!AUDIENCES.has(audience)) return res.status(403).end();
    wrapLastHandlers((app._router ?? app.router).stack);
    const url = req.get("x-original-uri") ?? "/";
    const method = (req.get("x-original-method") ?? "GET").toUpperCase();
    const probe = { audience, method, path: url.split("?")[0], passed: false };
    probes.set(req, probe);
    // Whatever a middleware answers itself (a redirect, a page) means: not let in.
    const writeHead = res.writeHead;
    res.writeHead = function refuse() {
      return writeHead.call(this, probe.passed ? 204 : 403);
    };
    Object.assign(req, { method, url, originalUrl: url, baseUrl: "" });
    app.handle(req, res, () => res.status(403).end());
  });
}

/** The last handler of each method is the route's own; the ones before it are its guards. */
function wrapLastHandlers(stack) {
  for (const layer of stack) {
    if (layer.route) {
      const last = new Map(layer.route.stack.map((entry) => [entry.method, entry]));
      for (const entry of last.values()) wrapHandler(entry);
    } else if (layer.handle?.stack) wrapLastHandlers(layer.handle.stack);
  }
}

function wrapHandler(layer) {
  if (wrapped.has(layer)) return;
  wrapped.add(layer);
  const handle = layer.handle;
  layer.handle = (req, res, next) => (probes.has(req) ? letPass(req, res) : handle(req, res, next));
}

function letPass(req, res) {
  const { audience, method, path } = probes.get(req);
  probes.get(req).passed = true;
  const subject = req.user?.id ?? req.user?._id ?? req.auth?.sub ?? req.session?.userId ?? req.session?.user?.id ?? "";
  const exp = Math.floor(Date.now() / 1000) + LIFETIME;
  res.set("Cache-Control", "no-store");
  res.set("X-Valueline-Identity", sign({ sub: String(subject), aud: audience, req: \`\${method} \${path}\`, exp }));
  res.status(204).end();
}

/** A JSON Web Token, HS256: https://www.rfc-editor.org/rfc/rfc7515 */
function sign(claims) {
  const secret = process.env.VALUELINE_IDENTITY_SECRET;
  if (!secret) throw new Error("VALUELINE_IDENTITY_SECRET is not set");
  const unsigned = [{ alg: "HS256", typ: "JWT" }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  return \`\${unsigned}.\${createHmac("sha256", secret).update(unsigned).digest("base64url")}\`;
}
${esm ? "" : "\nmodule.exports = { addIdentity };\n"}`;
