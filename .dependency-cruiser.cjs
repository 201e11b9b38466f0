/** The dependency rule of the house (src/README.md), one named rule a sentence. */
const STAGES = ["heroku", "parse", "resolve", "detect", "link", "measure", "check", "partition", "decide", "plan", "emit", "report"];

/** A stage takes values from model/ and returns values from model/; it knows nothing else. */
const stageRules = STAGES.map((stage) => ({
  name: `stage-${stage}-stands-alone`,
  comment: `src/${stage} imports model, text and itself only: a stage that knows another can no longer be understood or tested alone.`,
  severity: "error",
  from: { path: `^src/${stage}/` },
  to: { path: "^src/", pathNot: `^src/(model|text|${stage})/` },
}));

module.exports = {
  forbidden: [
    ...stageRules,
    {
      name: "only-io-touches-the-world",
      comment: "Disk, processes, network, clock and randomness live in io/: everything else gives the same answer for the same values.",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/(io|cli)/" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "cli-leaves-the-world-to-io",
      comment: "A verb may join paths; whatever it reads, writes or starts goes through io/, so that it can be found there.",
      severity: "error",
      from: { path: "^src/cli/" },
      to: { dependencyTypes: ["core"], pathNot: "^(node:)?(path|crypto)$" },
    },
    {
      name: "model-imports-nothing",
      comment: "The nouns are what everyone else agrees on; they depend on nobody.",
      severity: "error",
      from: { path: "^src/model/" },
      to: { pathNot: "^src/model/" },
    },
    {
      name: "text-imports-nothing-of-ours",
      comment: "Printing helpers serve every stage and know none.",
      severity: "error",
      from: { path: "^src/text/" },
      to: { path: "^src/", pathNot: "^src/text/" },
    },
    {
      name: "io-knows-only-the-model",
      comment: "io/ hands values in and carries artifacts out; it holds no decision of a stage.",
      severity: "error",
      from: { path: "^src/io/" },
      to: { path: "^src/", pathNot: "^src/(model|text|io)/" },
    },
    {
      name: "cli-goes-through-the-pipeline",
      comment: "A verb asks the pipeline; reaching into a stage would make a second story.",
      severity: "error",
      from: { path: "^src/cli/" },
      to: { path: "^src/", pathNot: "^src/(model|text|io|cli)/|^src/pipeline\\.ts$" },
    },
    {
      name: "entries-never-import-their-registry",
      comment: "A family's entry that imports its registry closes a circle, and adding one then touches all.",
      severity: "error",
      from: { path: "^src/(parse/languages/[^/]+/frameworks|emit/(services|queues|platforms))/[^/]+", pathNot: "/index\\.ts$" },
      to: { path: "^src/(parse/languages\\.ts|parse/languages/[^/]+/frameworks/index\\.ts|emit/(services|queues|platforms)/index\\.ts)$" },
    },
    {
      name: "no-circles",
      comment: "A circle has no first page to read.",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(dist|fixtures|test)/" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default", "types"] },
  },
};
