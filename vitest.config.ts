import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["fixtures/**", "node_modules/**", "dist/**"],
    // Two cores, real servers: files one after another where they are live, in parallel elsewhere.
    projects: [
      { extends: true, test: { name: "unit", exclude: ["test/live/**", "fixtures/**", "node_modules/**", "dist/**"], testTimeout: 60_000, hookTimeout: 120_000 } },
      { extends: true, test: { name: "live", include: ["test/live/**/*.test.ts"], fileParallelism: false, testTimeout: 600_000, hookTimeout: 900_000 } },
    ],
  },
});
