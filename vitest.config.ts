import { defineConfig } from "vitest/config";
import { LongestFirst } from "./test/longest-first.js";

/** Servers and brokers mostly wait: two files beside each other fill two cores, and more would race the clocks in them. */
const maxWorkers = 2;

// `extends` joins lists, so what to include stands in the projects alone.
export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: ["test/live/**", "node_modules/**"],
          maxWorkers,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: "live",
          include: ["test/live/**/*.test.ts"],
          maxWorkers,
          testTimeout: 600_000,
          hookTimeout: 900_000,
        },
      },
    ],
  },
});
