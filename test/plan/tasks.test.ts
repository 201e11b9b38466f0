/** Celery tasks that decisions.yaml names: sent where a worker reads protocol 2, refused with a reason elsewhere. */
import { describe, expect, it } from "vitest";
import { readDecisions } from "../../src/decide/index.js";
import { planTasks, refuseStrayTasks } from "../../src/plan/tasks.js";
import { handMadeGround } from "../hand-made-ground.js";

const { app } = handMadeGround();
const decide = (language = "go") =>
  readDecisions(
    `services:
  cards: { extract: true, name: plastic, language: ${language}, modules: [cards] }
facts:
  tasks:
    - { service: plastic, name: mail.tasks.send, queue: mails }
    - { service: cards, name: mail.tasks.close }
`,
    "migration/decisions.yaml",
  );
const plan = (locked: Readonly<Record<string, string>>, decisions = decide()) =>
  planTasks({ ...app, locked }, decisions.services[0]!, decisions);

describe("planTasks", () => {
  it("takes tasks by the service's id or name, on Celery's own queue where none is named", () => {
    expect(plan({ celery: "5.3.6" })).toMatchObject([
      { job: "mail.tasks.close", queue: "celery", wire: "celery", version: "5.3.6" },
      { job: "mail.tasks.send", queue: "mails", wire: "celery", version: "5.3.6" },
    ]);
  });

  it("takes a worker in the Procfile for a sign of Celery 4 or later", () => {
    const processes = [{ ...app.heroku.processes[0]!, command: "env/bin/celery -A mail worker" }];
    const decisions = decide();
    const model = { ...app, locked: {}, heroku: { ...app.heroku, processes } };
    expect(planTasks(model, decisions.services[0]!, decisions)[0]).toMatchObject({ version: null, wire: "celery" });
  });

  it("is sent by a TypeScript service too", () => {
    expect(plan({ celery: "5.3.6" }, decide("typescript"))[0]).toMatchObject({ wire: "celery", version: "5.3.6" });
  });

  it.each([
    ["nothing runs Celery", {}, "go", /no process runs Celery/],
    ["Celery 3", { celery: "3.1.26" }, "go", /protocol 1/],
  ])("refuses %s", (_, locked, language, message) => {
    expect(() => plan(locked, decide(language))).toThrow(message);
  });

  it("names a task whose service is not extracted", () => {
    expect(() => refuseStrayTasks(decide(), [])).toThrow(/mail.tasks.send is for plastic/);
  });
});
