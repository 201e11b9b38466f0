const fs = require("fs");
const os = require("os");
const path = require("path");
const multer = require("multer");

// A comment that says fs.writeFileSync("./uploads/a") is no code.
// ruleid: heroku/local-disk
fs.writeFileSync("./uploads/report.csv", "a,b");
// ruleid: heroku/local-disk
const upload = multer({ dest: "uploads/" });
// ok: heroku/local-disk
fs.writeFileSync("/tmp/report.csv", "a,b");
// ok: heroku/local-disk
fs.writeFileSync(path.join(os.tmpdir(), "report.csv"), "a,b");
// ok: heroku/local-disk
const memory = multer({ storage: multer.memoryStorage() });
// ok: heroku/local-disk
const note = 'fs.writeFileSync("./uploads/report.csv")';
// ok: heroku/local-disk
fs.readFileSync("./uploads/report.csv");
module.exports = { upload, memory, note };
