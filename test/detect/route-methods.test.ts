/** Methods that HTTP knows and few apps use, and texts that are none. */
import { expect, it } from "vitest";
import { analyze, makeApp } from "../cli/run-migrate.js";

it("reads rare methods and says what is none, with its line", () => {
  const { routes, diagnostics } = analyze(
    makeApp({
      "package.json": '{"name":"odd","dependencies":{"express":"4.19.2","fastify":"5.0.0"}}',
      "config/application.rb": "module Shop; class Application < Rails::Application; end; end\n",
      "config/routes.rb":
        'Rails.application.routes.draw do\n  match "/a", to: "a#a", via: ["get or post", :trace]\nend\n',
      "server.js": `const app = require("express")();
app.trace("/echo", (req, res) => res.end());
app["m-search"]("/find", (req, res) => res.end());
const server = require("fastify")();
server.route({ method: ["GET", "two words"], url: "/b", handler: (request, reply) => reply.send() });
app.listen(3000);
server.listen({ port: 3001 });
`,
    }),
  );
  expect(routes.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([
    "GET /b",
    "M-SEARCH /find",
    "TRACE /a",
    "TRACE /echo",
  ]);
  const said = diagnostics.filter(({ code }) => code === "route-not-understood");
  expect(said.map(({ path, line, message }) => `${path}:${line} ${message}`)).toEqual([
    'config/routes.rb:2 "GET OR POST" is no HTTP method: /a',
    'server.js:5 "TWO WORDS" is no HTTP method: /b',
  ]);
});
