const Redis = require("ioredis");
const { createClient } = require("redis");
// ruleid: heroku/redis-tls-unverified
const jobs = new Redis(process.env.REDIS_URL, { tls: { rejectUnauthorized: false } });
// ruleid: heroku/redis-tls-unverified
const cache = createClient({ url: process.env.REDIS_URL, socket: { tls: true, rejectUnauthorized: false } });
// ok: heroku/redis-tls-unverified
const safe = new Redis(process.env.REDIS_URL, { tls: {} });
// ok: heroku/redis-tls-unverified
const note = "{ tls: { rejectUnauthorized: false } }";
module.exports = { jobs, cache, safe, note };
