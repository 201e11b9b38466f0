const express = require("express");
const app = express();
// ruleid: heroku/port-not-honoured
app.listen(3000, () => console.log("listening"));
// ok: heroku/port-not-honoured
app.listen(config().port);
// ok: heroku/port-not-honoured
const note = "app.listen(3000)";
function config() {
  return { note };
}
