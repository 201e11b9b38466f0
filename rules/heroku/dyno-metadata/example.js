// ruleid: heroku/dyno-metadata
const dyno = process.env.DYNO || "local";
// ruleid: heroku/dyno-metadata
const { HEROKU_RELEASE_VERSION } = process.env;
// ok: heroku/dyno-metadata
const url = process.env.HEROKU_POSTGRESQL_PINK_URL;
// ok: heroku/dyno-metadata
const note = "process.env.DYNO";
module.exports = { dyno, HEROKU_RELEASE_VERSION, url, note };
