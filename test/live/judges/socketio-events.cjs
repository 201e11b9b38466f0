/** Prints socket.io's namespaces, the events its sockets listen to, and what it sends while a client sends each of them. */
const { createRequire } = require("node:module");
const load = createRequire(`${process.cwd()}/package.json`);
const { Server, Socket } = load("socket.io");
const { io: connect } = load("socket.io-client");
// What `to` gives: servers, namespaces and rooms all send through it.
const everyone = Object.getPrototypeOf(new Server().to("room"));
const OWN = new Set(["connect", "connection", "disconnect", "disconnecting", "error", "new_namespace"]);

const sent = new Set();
for (const prototype of [everyone, Socket.prototype]) {
  const emit = prototype.emit;
  prototype.emit = function (event, ...rest) {
    if (!OWN.has(event)) sent.add(event);
    return emit.call(this, event, ...rest);
  };
}
const { server, io } = load("./src/app.js");
const pause = (time) => new Promise((done) => setTimeout(done, time));

server.listen(0, async () => {
  const heard = new Set();
  const spaces = [...io._nsps.keys()];
  for (const space of spaces) {
    const client = connect(`http://127.0.0.1:${server.address().port}${space}`);
    await new Promise((done) => client.on("connect", done));
    await pause(100);
    const names = [...io.of(space).sockets.values()].flatMap((socket) => socket.eventNames());
    for (const name of names.filter((one) => !OWN.has(one))) {
      heard.add(name);
      client.emit(name, "a");
    }
    await pause(200);
    client.disconnect();
  }
  await pause(200);
  process.stdout.write(JSON.stringify({ spaces: spaces.sort(), heard: [...heard].sort(), sent: [...sent].sort() }));
  process.exit(0);
});
