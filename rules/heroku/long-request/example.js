const axios = require("axios");
const http = require("http");
const timeout = require("connect-timeout");
const server = http.createServer(() => {});

// ruleid: heroku/long-request
server.setTimeout(120000);
// ruleid: heroku/long-request
const slow = axios.create({ timeout: 60 * 1000 });
// ruleid: heroku/long-request
const guard = timeout("45s");
// ok: heroku/long-request
const fast = axios.create({ timeout: 5000 });
// ok: heroku/long-request
setTimeout(() => {}, 120000);
// ok: heroku/long-request
const note = "server.setTimeout(120000)";
module.exports = { slow, guard, fast, note };
