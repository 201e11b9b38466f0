/** Prints hapi's own table of routes. */
const { build } = require(`${process.cwd()}/app.js`);

build().then((server) => {
  const rows = server
    .table()
    .map((route) => [route.method === "*" ? "ANY" : route.method.toUpperCase(), "", route.path]);
  process.stdout.write(JSON.stringify(rows));
  process.exit(0);
});
