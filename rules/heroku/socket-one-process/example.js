const { Server } = require("socket.io");
// ruleid: heroku/socket-one-process
const io = new Server(3000);
// ok: heroku/socket-one-process
io.on("connection", () => {});
// ok: heroku/socket-one-process
const note = "new Server(3000)";
module.exports = { note };
