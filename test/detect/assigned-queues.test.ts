/** Queues, processors and routers that apps write the long way round: assigned later, handed on whole, in files of their own. */
import { expect, test } from "vitest";
import { analyze, makeApp } from "../cli/run-migrate.js";

const app = (files: Readonly<Record<string, string>>) =>
  analyze(
    makeApp({ "package.json": '{"name":"short","dependencies":{"bull":"4","bullmq":"5","express":"4"}}', ...files }),
  );

test("a queue that is assigned after its declaration is known to those who process and fill it", () => {
  const { jobs } = app({
    "queues.js":
      'const Queue = require("bull");\nlet visit;\nif (process.env.REDIS) {\n  visit = new Queue("visit");\n  visit.process(6, require("path").resolve(__dirname, "visit.js"));\n} else {\n  visit = { add() {} };\n}\nmodule.exports = { visit };\n',
    "visit.js": "module.exports = ({ data }) => data;\n",
    "index.js": 'module.exports = require("./queues");\n',
    "links.js": 'const { visit } = require("./index");\nmodule.exports = (link) => visit.add({ link });\n',
  });
  expect(jobs).toMatchObject([
    {
      name: "visit",
      system: "bull",
      evidence: [
        { path: "visit.js", line: 1 },
        { path: "queues.js", line: 5 },
      ],
      enqueuedAt: [{ path: "links.js", line: 2 }],
    },
  ]);
});

test("a worker's processor in a file of its own, told by a path or a URL", () => {
  const { jobs } = app({
    "q.mjs":
      'import { Queue, Worker } from "bullmq";\nexport const image = new Queue("image");\nnew Worker("image", new URL("./work.mjs", import.meta.url));\n',
    "work.mjs": "export default async (job) => job.data;\n",
  });
  expect(jobs[0]?.evidence).toEqual([
    { path: "work.mjs", line: 1 },
    { path: "q.mjs", line: 3 },
  ]);
});

test("what is added to anything else is no job", () => {
  const files = {
    "seen.js": "const seen = new Set();\nmodule.exports = { seen };\n",
    "a.js": 'const { seen } = require("./seen");\nmodule.exports = (x) => seen.add(x);\n',
    "day.js": 'const moment = require("moment");\nmodule.exports = () => moment().add(1, "day");\n',
  };
  expect(app(files).jobs).toEqual([]);
});

test("a variable that is given two values stands for neither", () => {
  const files = {
    "queues.js":
      'const Queue = require("bull");\nlet one;\none = new Queue("a");\none = new Map();\none.process(async () => 1);\n',
  };
  expect(app(files).jobs).toEqual([]);
});

test("routers are found through a module that hands another on whole", () => {
  const { routes } = app({
    "server.js":
      'const express = require("express");\nconst routes = require("./routes");\nconst app = express();\napp.use("/api", routes.api);\napp.listen(process.env.PORT);\n',
    "routes/index.js": 'module.exports = require("./routes");\n',
    "routes/routes.js":
      'const { Router } = require("express");\nconst api = Router();\napi.get("/links", () => {});\nmodule.exports = { api };\n',
  });
  expect(routes.map(({ method, path }) => `${method} ${path}`)).toEqual(["GET /api/links"]);
});

test("properties that stand for each other without an end cost no time without an end", () => {
  const names = ["a", "b", "c", "d", "e", "f"];
  const lines = names.flatMap((one) => names.map((other) => `x.${one} = x.${other}.next;`));
  const { routes } = app({
    "server.js": `const express = require("express");\nconst app = express();\nconst x = {};\n${lines.join("\n")}\napp.use("/p", x.a);\napp.get("/q", x.b.c);\napp.listen(1);\n`,
  });
  expect(routes.map(({ path }) => path)).toEqual(["/q"]);
});
