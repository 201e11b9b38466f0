const cron = require("node-cron");

// ruleid: heroku/in-process-scheduler
cron.schedule("0 * * * *", () => sendReminders());
// cron.schedule("0 * * * *", () => sendReminders());
// ruleid: heroku/in-process-scheduler
setInterval(() => sendReminders(), 60 * 60 * 1000);
// ok: heroku/in-process-scheduler
setInterval(() => sendReminders(), 30 * 1000);
// ok: heroku/in-process-scheduler
setInterval(() => sessions.forEach((one, key) => one.until < Date.now() && sessions.delete(key)), 10 * 60 * 1000);
// ok: heroku/in-process-scheduler
setInterval(() => logger.info(process.memoryUsage()), 5 * 60 * 1000);
// ok: heroku/in-process-scheduler
const note = 'cron.schedule("0 * * * *", sendReminders)';
// ok: heroku/in-process-scheduler
cron.validate("0 * * * *");
const sessions = new Map();
function sendReminders() {}
module.exports = { note };
