/** Turns the app's facts into how its monolith runs and in which language its side is written. */
import type { AppModel } from "../model/app-model.js";
import type { MonolithBuild } from "../model/build.js";
import type { Plan, PlannedMonolith } from "../model/plan.js";

const FRAMEWORKS = ["rails", "nest", "express", "fastify", "koa", "hapi", "next", "django", "flask", "sinatra"];
const RUNTIME: Readonly<Record<string, string>> = {
  ruby: "ruby",
  javascript: "node",
  typescript: "node",
  python: "python",
  go: "go",
};
const DATABASES: readonly [RegExp, NonNullable<PlannedMonolith["database"]>][] = [
  [/postgres|^pg$|pgsql/, "postgres"],
  [/mysql|mariadb|jawsdb|cleardb/, "mysql"],
  [/mongo/, "mongodb"],
  [/sqlite/, "sqlite"],
];

export function describeMonolith(app: AppModel, build: MonolithBuild | null): PlannedMonolith {
  const language = mainLanguage(app);
  const runtime = language === null ? null : (RUNTIME[language] ?? null);
  return {
    name: app.name,
    runtime,
    runtimeVersion: build?.parts[0]?.version ?? null,
    framework: FRAMEWORKS.find((id) => app.frameworks.some((framework) => framework.id === id)) ?? null,
    language: language as PlannedMonolith["language"],
    database: databaseOf(app),
    // Joined with what the code reads, so that no variable is left behind.
    heroku: { ...app.heroku, configVars: app.configVars },
    schedules: app.schedules,
    locked: app.locked,
    jobs: app.jobs.map(({ system, queue, process }) => ({ system, queue, process })),
    ...(build === null ? {} : { build }),
  };
}

/** A framework says more than lines do: a Rails app may hold more JavaScript than Ruby. */
function mainLanguage(app: AppModel): string | null {
  if (app.frameworks.some(({ id }) => id === "rails" || id === "sinatra")) return "ruby";
  if (app.frameworks.some(({ id }) => id === "django" || id === "flask")) return "python";
  const known = app.languages.filter(({ id }) => id in RUNTIME);
  return [...known].sort((a, b) => b.lines - a.lines)[0]?.id ?? null;
}

function databaseOf(app: AppModel): PlannedMonolith["database"] {
  const paid = app.heroku.addons.flatMap(({ need, service }) => [need ?? "", service]);
  const drivers = Object.keys(app.locked);
  const words = [...paid, ...drivers];
  return DATABASES.find(([pattern]) => words.some((word) => pattern.test(word)))?.[1] ?? null;
}

/** The plan of a team that moves the monolith as it is: no services, every route stays. */
export function planMonolith(app: AppModel, build: MonolithBuild | null, commit: string | null = null): Plan {
  return {
    app: app.name,
    commit,
    monolith: describeMonolith(app, build),
    services: [],
    events: [],
    broker: null,
    addons: app.heroku.addons.map((addon) => ({ ...addon, run: "managed" })),
    gateway: app.routes.map((route) => ({ route, to: "monolith" })),
    steps: [],
    targets: [],
    frontends: app.frontends,
  };
}
