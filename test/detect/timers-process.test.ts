/** Which process a timer ticks in, where one entry starts whatever its arguments name. */
import { expect, it } from "vitest";
import { detectFiles } from "./detect-files.js";

const TIMER = (work: string) =>
  `export default () => { setInterval(${work}, 60000); };\nfunction ${work}() { store(); }\n`;

it("gives a timer to the process that asks for its file, else to the one in the background", () => {
  const { schedules } = detectFiles({
    "package.json": '{"dependencies": {"koa": "2"}, "scripts": {"start": "node ./server/main.js"}}',
    Procfile: "web: yarn start --services=web,sockets\nworker: yarn start --services=worker\n",
    "server/main.ts":
      'const services = { web: () => import("./services/web"), cron: () => import("./services/cron") };\nfor (const name of process.argv) services[name]();\n',
    "server/services/web.ts": TIMER("countConnections"),
    "server/services/cron.ts": TIMER("sweep"),
  });
  expect(schedules.map(({ name, process }) => [name, process])).toEqual([
    ["countConnections", "web"],
    ["sweep", "worker"],
  ]);
});
