/** Turns the hooks of a Fastify app into an answer: everything before a route's handler guards it. */

/** Sends a question through the app itself; Nest on Fastify does it the same way. */
export const printFastifyQuestion = (): string => `
const { randomUUID } = require("node:crypto");

/** Marks questions inside this process; nobody outside can know it. */
const PROBE = randomUUID();
const MARK = "x-valueline-probe";

const isProbe = (request) => request.headers[MARK] === PROBE;

/** First of all hooks, so that a guard of the whole app judges the question and not the one who asks it. */
function answerInFastify(app) {
  app.addHook("onRequest", async (request, reply) => {
    if (!isEndpoint(request.raw.url)) return;
    const identity = await ask(app, request);
    reply.header("cache-control", "no-store");
    if (identity !== null) reply.header("x-valueline-identity", identity);
    return reply.code(identity === null ? 403 : 204).send();
  });
}

async function ask(app, request) {
  const question = questionOf(request.headers);
  if (question === null) return null;
  // The question carries no body, so it has none of its headers either.
  const { "content-length": _length, "content-type": _type, "transfer-encoding": _coding, ...headers } = request.headers;
  const answer = await app.inject({
    method: question.method,
    url: question.url,
    headers: { ...headers, [MARK]: PROBE },
    remoteAddress: request.socket.remoteAddress,
  });
  return answer.headers["x-valueline-identity"] ?? null;
}

function letPass(request, reply) {
  reply.header("x-valueline-identity", sign(questionOf(request.headers), request));
  return reply.code(204).send();
}
`;

export const printFastifyWay = (): string => `${printFastifyQuestion()}
/** Routes whose invalid input is answered before any guard of theirs runs, as Fastify does by itself. */
const STRICT = Symbol("valueline.strict");

function addIdentity(app) {
  answerInFastify(app);
  app.addHook("onRoute", (route) => {
    const { handler } = route;
    route.handler = function answer(request, reply) {
      return isProbe(request) ? letPass(request, reply) : handler.call(this, request, reply);
    };
    if (route.attachValidation === true) return;
    // A question without a body must reach the guards behind the schema.
    route.attachValidation = true;
    route.config = { ...route.config, [STRICT]: true };
  });
  app.addHook("preHandler", async (request, reply) => {
    const { config } = request.routeOptions ?? reply.context;
    if (request.validationError && config?.[STRICT] && !isProbe(request)) throw request.validationError;
  });
}
`;
