const express = require("express");
const app = express();
// ruleid: heroku/no-sigterm
app.listen(process.env.PORT);
// process.on("SIGTERM", stop);
// ok: heroku/no-sigterm
const note = 'process.on("SIGTERM", stop)';
module.exports = { note };
