const session = require("express-session");
const rateLimit = require("express-rate-limit");
const RedisStore = require("connect-redis").default;
const { RateLimiterMemory } = require("rate-limiter-flexible");

module.exports = (app, client) => {
  // ruleid: heroku/memory-state
  app.use(session({ resave: false, saveUninitialized: true }));
  // ruleid: heroku/memory-state
  app.use(rateLimit({ windowMs: 60000, max: 100 }));
  // ruleid: heroku/memory-state
  const limiter = new RateLimiterMemory({ points: 5 });
  // ok: heroku/memory-state
  app.use(session({ store: new RedisStore({ client }), resave: false }));
  // ok: heroku/memory-state
  const note = "session({ resave: false })";
  return { limiter, note };
};
