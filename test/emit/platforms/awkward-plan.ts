/** A plan with every fact that manifests of others lose or misread. */
import type { ConfigVar, HerokuAddon, HerokuProcess } from "../../../src/model/heroku-app.js";
import type { Plan } from "../../../src/model/plan.js";

const at = (line: number) => [{ path: "Procfile", line }];

const process = (type: string, command: string, line: number, more: Partial<HerokuProcess> = {}): HerokuProcess => ({
  type,
  command,
  entrypoint: null,
  role: "worker",
  origin: "declared",
  env: [],
  queues: [],
  quantity: 1,
  size: "standard-1x",
  singleton: false,
  evidence: at(line),
  ...more,
});

const addon = (
  plan: string,
  need: string,
  configVars: readonly string[],
  more: Partial<HerokuAddon> = {},
): HerokuAddon & { run: "managed" | "self" } => ({
  plan,
  service: plan.split(":")[0]!,
  as: null,
  need,
  configVars,
  sharedWith: [],
  evidence: [{ path: "app.json", line: 3 }],
  run: "self",
  ...more,
});

const variable = (name: string, more: Partial<ConfigVar> = {}): ConfigVar => ({
  name,
  declared: true,
  required: true,
  generated: false,
  secret: true,
  injectedBy: null,
  refersTo: null,
  readAt: [{ path: "config/settings.rb", line: 7 }],
  ...more,
});

export const QUOTED = `bash -c "echo '$HOME' $(date +%s) && exec sidekiq -q \\"a b\\""`;

export const awkwardPlan = (): Plan => ({
  app: "My App! (2nd)",
  commit: null,
  monolith: {
    name: "My App! (2nd)",
    runtime: "ruby",
    runtimeVersion: "3.3.4",
    framework: "rails",
    language: "ruby",
    database: "postgres",
    heroku: {
      name: "My App! (2nd)",
      sources: ["Procfile", "app.json"],
      stack: "heroku-24",
      buildpacks: ["heroku/ruby", "https://github.com/example/heroku-buildpack-odd"],
      processes: [
        process("release", "rake db:migrate && rake cache:clear && rake search:index", 1, { role: "release" }),
        process("app_Server", "bundle exec puma -p $PORT", 2, { role: "web", quantity: 3, size: "standard-2x" }),
        process("Sidekiq_Critical", QUOTED, 3),
        process("sidekiq-critical", "yes", 4, { quantity: 0 }),
        process("clock", "0123", 5, { role: "clock", singleton: true, quantity: 1, size: "performance-2xl" }),
        process("1e3", "echo a: b", 6, { quantity: null, size: null }),
      ],
      addons: [],
      configVars: [
        variable("NO"),
        variable("DATABASE_URL"),
        variable("REPLICA_URL"),
        variable("BROKER_URL", { refersTo: "CLOUDAMQP_URL" }),
        variable("MY-VAR"),
        variable("PORT", { declared: false }),
        ...Array.from({ length: 300 }, (_, index) => variable(`SETTING_${String(index).padStart(3, "0")}`)),
      ],
      environments: ["review", "test"],
      domains: ["shop.example.com"],
      scripts: [{ name: "postdeploy", command: "rake db:seed" }],
      cost: null,
      schedules: [],
      diagnostics: [],
    },
    schedules: [
      {
        name: "nightly: report",
        when: "30 3 * * 1-5",
        timezone: "Europe/Berlin",
        process: null,
        runs: "rake 'report[yes]'",
        evidence: [{ path: "app.json", line: 9 }],
      },
      { name: "every hour", when: "every 1.hour", timezone: null, process: "clock", runs: "Tick", evidence: [] },
      { name: "scheduler", when: null, timezone: null, process: null, runs: null, evidence: [] },
    ],
    locked: {},
    jobs: [{ system: "delayed-job", queue: "mail's", process: "1e3" }],
    build: {
      parts: [
        {
          runtime: "ruby",
          version: "3.3.4",
          manager: "bundler",
          manifests: ["Gemfile", "Gemfile.lock"],
          locked: true,
          needsCode: false,
        },
      ],
      assets: [{ command: "bundle exec rake assets:precompile", because: "sprockets" }],
      aptPackages: [],
      dockerfile: null,
      commands: [],
      headers: ["libpq-dev"],
      libraries: ["libpq5"],
    },
  },
  services: [],
  events: [],
  broker: null,
  addons: [
    addon("heroku-postgresql:standard-0", "postgres", ["DATABASE_URL"]),
    addon("heroku-postgresql:mini", "postgres", ["REPLICA_URL"], { as: "REPLICA" }),
    addon("cloudamqp:lemur", "queue", ["CLOUDAMQP_URL"]),
    addon("heroku-redis:mini", "redis", ["REDIS_URL"], { sharedWith: ["billing"] }),
    addon("odd:one", "unheard-of", ["ODD_KEY"]),
    addon("judoscale:white", "autoscaling", ["JUDOSCALE_URL"]),
    addon("scheduler:standard", "scheduler", []),
  ],
  gateway: [],
  steps: [],
  targets: [],
  frontends: [{ path: "client", framework: "react", build: "npm run build", output: "dist", evidence: [] }],
});

/** The same app, its frontend served as files. */
export const sitePlan = (): Plan => ({
  ...awkwardPlan(),
  site: {
    path: "client",
    folder: "client",
    part: {
      runtime: "node",
      version: "22",
      manager: "npm",
      manifests: ["package.json", "package-lock.json"],
      locked: true,
      needsCode: false,
    },
    home: "client",
    command: "npm run build",
    output: "client/dist",
    pages: true,
  },
});

export const SIZES = [
  { name: "standard-1x", memory: 512 },
  { name: "standard-2x", memory: 1024 },
  { name: "performance-2xl", memory: 126 * 1024 },
];
