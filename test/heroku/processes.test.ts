/** Commands are followed to what finally runs, and judged by it. */
import { describe, expect, it } from "vitest";
import { parseCatalogues } from "../../src/heroku/catalogues.js";
import { readHeroku } from "../../src/heroku/index.js";
import { readRuleTexts } from "../../src/io/package-files.js";
import { memoryRepo } from "./memory-repo.js";

const catalogues = parseCatalogues(readRuleTexts());
const read = (files: Readonly<Record<string, string>>) => {
  const { workspace, reader } = memoryRepo(files);
  return readHeroku(workspace, reader, catalogues, new Map());
};
const one = (command: string, files: Readonly<Record<string, string>> = {}, type = "worker") =>
  read({ Procfile: `${type}: ${command}\n`, ...files }).processes[0]!;

const ENTRYPOINTS: readonly (readonly [
  command: string,
  entrypoint: string,
  files?: Readonly<Record<string, string>>,
])[] = [
  ["node server.js", "server.js", { "server.js": "" }],
  ["node --max-old-space-size=460 -r dotenv/config lib/server", "lib/server/index.js", { "lib/server/index.js": "" }],
  [
    "node dist/main",
    "src/main.ts",
    { "src/main.ts": "", "tsconfig.json": '{"compilerOptions": {"outDir": "./dist"}}' },
  ],
  [
    "bin/start-nginx bin/start-pgbouncer newrelic-admin run-program celery -A shop.celery worker -Q mail",
    "celery worker -A shop.celery",
  ],
  ["env A=1 B=2 bundle exec rake jobs:work", "rake jobs:work"],
  ["A=1 exec bundle exec sidekiq -C config/sidekiq.yml", "sidekiq"],
  [
    "cd backend && npm start",
    "backend/server.js",
    { "backend/package.json": '{"scripts": {"start": "node server.js"}}', "backend/server.js": "" },
  ],
  [
    "npm run worker -- --queue mail",
    "w.js",
    { "package.json": '{"scripts": {"worker": "NODE_ENV=production node w.js"}}', "w.js": "" },
  ],
  [
    "yarn workspace @shop/api start",
    "api/s.js",
    { "api/package.json": '{"name": "@shop/api", "scripts": {"start": "node s.js"}}', "api/s.js": "" },
  ],
  ["yarn next start -p $PORT", "next start"],
  ["npx --yes tsx src/main.ts", "src/main.ts", { "src/main.ts": "" }],
  ["npm start", "server.js", { "package.json": "{}", "server.js": "" }],
  ["bash -c 'exec bin/rails runner lib/listen.rb'", "lib/listen.rb", { "lib/listen.rb": "" }],
  [
    "bin/boot web",
    "server.js",
    {
      "bin/boot":
        '#!/usr/bin/env bash\nset -e\n# exec node old.js\nif [ "$1" = x ]; then echo no; fi\nexec node server.js "$@"\n',
      "server.js": "",
    },
  ],
  ["bin/wrap node server.js", "server.js", { "bin/wrap": '#!/bin/sh\nexport A=1\nexec "$@"\n', "server.js": "" }],
  ["bundle exec rake db:migrate && bundle exec puma -C config/puma.rb", "puma"],
  ["python manage.py process_tasks", "manage.py process_tasks", { "manage.py": "" }],
  ["python -m shop.worker", "shop.worker", { "shop/worker.py": "" }],
  ["gunicorn -w 4 -k gevent --chdir src shop.wsgi:app", "gunicorn shop.wsgi:app", { "src/shop/wsgi.py": "" }],
  ["bundle exec rails s -p $PORT", "rails server"],
  ["shop-worker", "shop-worker", { "cmd/shop-worker/main.go": "" }],
];

describe("entrypoints", () => {
  it.each(ENTRYPOINTS.map(([command, entrypoint, files = {}]) => ({ command, entrypoint, files })))(
    "$command -> $entrypoint",
    ({ command, entrypoint, files }) => {
      expect(one(command, files).entrypoint).toBe(entrypoint);
    },
  );

  it("names the file a program loads", () => {
    expect(one("gunicorn --chdir src shop.wsgi:app", { "src/shop/wsgi.py": "" }).entryFile).toBe("src/shop/wsgi.py");
    expect(one("shop-worker", { "cmd/shop-worker/main.go": "" }).entryFile).toBe("cmd/shop-worker/main.go");
    expect(one("bundle exec puma", { "config.ru": "" }).entryFile).toBe("config.ru");
  });

  it("ends where scripts call each other in a circle", () => {
    expect(one("npm run a", { "package.json": '{"scripts": {"a": "npm run b", "b": "npm run a"}}' }).entrypoint).toBe(
      "npm run",
    );
  });
});

const NATURES: readonly (readonly [string, string, string, readonly string[], boolean])[] = [
  ["worker", "bundle exec sidekiq -q critical,5 -q default", "worker", ["critical", "default"], false],
  ["worker", "celery -A shop worker -Q mail,video", "worker", ["mail", "video"], false],
  ["worker", "celery -A shop worker -B", "worker", [], true],
  ["beat", "celery -A shop beat", "clock", [], true],
  ["clock", "bundle exec clockwork clock.rb", "clock", [], true],
  ["cron", "supercronic crontab", "clock", [], true],
  ["resque", "env QUEUE=mail,low bundle exec rake resque:work", "worker", ["low", "mail"], false],
  ["listener", "node listen.js", "worker", [], true],
  ["crons", "bundle exec sidekiq -q cron", "worker", ["cron"], false],
  ["release", "bundle exec rake db:migrate", "release", [], false],
  ["web", "node server.js", "web", [], false],
  ["console", "bundle exec rails console", "other", [], false],
];

describe("roles", () => {
  it.each(NATURES)("%s: %s", (type, command, role, queues, singleton) => {
    expect(one(command, {}, type)).toMatchObject({ role, queues, singleton });
  });

  it.each([
    ["QUEUE=* bundle exec rake resque:work", []],
    ["QUEUE=critical,* bundle exec rake resque:work", ["*", "critical"]],
    ["bin/delayed_job --pool=mailers,letters:2 --pool=imports run", ["imports", "letters", "mailers"]],
    ['bundle exec good_job start --queues="mailers:2;+imports,exports:1"', ["exports", "imports", "mailers"]],
    ['GOOD_JOB_QUEUES="-mailers,imports" bundle exec good_job start', ["-imports", "-mailers"]],
    ["bundle exec que -q default --queue-name reports=10", ["default", "reports"]],
  ])("reads the queues of %s", (command, queues) => {
    expect(one(command, {}, "worker").queues).toEqual(queues);
  });

  it("takes the queues of resque-pool.yml and of Solid Queue's queue.yml", () => {
    const pool = 'production:\n  videos: 2\n"thumbnails,previews": 1\n';
    expect(one("resque-pool", { "config/resque-pool.yml": pool }, "pool")).toMatchObject({
      role: "worker",
      queues: ["previews", "thumbnails", "videos"],
    });
    const queue = "default: &default\n  workers:\n    - queues: [real_time, 'import*']\nproduction:\n  <<: *default\n";
    expect(one("bin/jobs", { "config/queue.yml": queue }, "worker").queues).toEqual(["import*", "real_time"]);
    expect(one("bin/jobs", { "config/queue.yml": "workers:\n  - threads: 3\n" }, "worker").queues).toEqual([]);
  });

  it("takes the queues of config/sidekiq.yml, ERB left out", () => {
    const yml = ":concurrency: <%= ENV['X'] %>\n:queues:\n  - <%= prefix %>mailers\n  - [default, 2]\n";
    expect(one("bundle exec sidekiq", { "config/sidekiq.yml": yml }).queues).toEqual(["default", "mailers"]);
  });

  it("keeps names set in the command, drops a secret's value", () => {
    const process = one("env A=1 API_TOKEN=abc123 node w.js");
    expect(process.env).toEqual(["A", "API_TOKEN"]);
    expect(process.command).toBe("env A=1 API_TOKEN=[redacted] node w.js");
  });

  it("says that a server under another name gets no traffic", () => {
    const app = read({ Procfile: "rails: bundle exec rails s\njs: bin/vite\n" });
    expect(app.processes.find(({ type }) => type === "rails")?.role).toBe("web");
    expect(app.diagnostics).toMatchObject([{ code: "web-process-name", path: "Procfile", line: 1 }]);
  });
});

describe("where processes come from", () => {
  it("implies web from package.json, and from nothing nothing", () => {
    const app = read({ "package.json": '{\n"scripts": {\n"start": "node s.js"}}' });
    expect(app.processes).toMatchObject([
      { type: "web", origin: "implied", evidence: [{ path: "package.json", line: 3 }] },
    ]);
    expect(read({ "README.md": "" }).processes).toEqual([]);
  });

  it("reads heroku.yml's long and short forms over the Procfile, the image's CMD where run is missing", () => {
    const yml =
      "build:\n  docker:\n    web: Dockerfile\nrun:\n  web: node s.js\n  worker:\n    command:\n      - node w.js\n    image: web\nrelease:\n  image: web\n  command:\n    - ./a.sh\n    - ./b.sh\n";
    const app = read({ "heroku.yml": yml, Procfile: "web: old\n" });
    expect(app.processes.map(({ type, command }) => [type, command])).toEqual([
      ["release", "./a.sh && ./b.sh"],
      ["web", "node s.js"],
      ["worker", "node w.js"],
    ]);
    expect(app.stack).toBe("container");
    expect(app.diagnostics).toMatchObject([{ code: "procfile-overridden" }]);
    const image = read({
      "heroku.yml": "build:\n  docker:\n    web: Dockerfile\n",
      Dockerfile: 'FROM a\nCMD old\nFROM b\nENTRYPOINT ["node"]\nCMD ["s.js"]\n',
    });
    expect(image.processes).toMatchObject([
      { type: "web", command: "node s.js", evidence: [{ path: "Dockerfile", line: 5 }] },
    ]);
  });

  it("follows PROCFILE_PATH, and reports a Procfile that is not at the root", () => {
    const app = read({
      "app.json": '{"env": {"PROCFILE_PATH": "deploy/Procfile"}}',
      Procfile: "web: a\n",
      "deploy/Procfile": "web: b\n",
    });
    expect(app.processes.map(({ command }) => command)).toEqual(["b"]);
    expect(app.diagnostics).toMatchObject([{ code: "procfile-path" }]);
    expect(read({ "api/Procfile": "web: a\n" }).diagnostics).toMatchObject([
      { code: "procfile-not-at-root", path: "api/Procfile" },
    ]);
  });

  it("reads a crontab into schedules, and knows that the Scheduler's jobs are elsewhere", () => {
    const cron = read({
      Procfile: "cron: supercronic crontab\n",
      crontab: "CRON_TZ=Europe/Berlin\n# no\n*/5 * * * * bin/rake sync\n@daily node d.js\n",
    });
    expect(cron.schedules.map(({ when, runs, timezone, process }) => [when, runs, timezone, process])).toEqual([
      ["*/5 * * * *", "bin/rake sync", "Europe/Berlin", "cron"],
      ["@daily", "node d.js", "Europe/Berlin", "cron"],
    ]);
    const scheduler = read({
      "app.json": '{"addons": ["scheduler:standard"]}',
      "cron/daily.js": "",
      "README.md": "## Heroku Scheduler\n\n    rake mail:digest\n",
    });
    expect(scheduler.schedules.map(({ name, when }) => [name, when])).toEqual([
      ["cron/daily.js", null],
      ["rake mail:digest", null],
      ["scheduler", null],
    ]);
  });
});
