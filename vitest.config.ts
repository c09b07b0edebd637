import { defineConfig } from "vitest/config";

// "fast" is what `npm run check` runs: no synthesis, no processes, no network beyond loopback.
// "whole" synthesises the stack, runs the laptop cloud and walks orders through it.
const whole = [
  "test/journey/**/*.test.ts",
  "test/stack/**/*.test.ts",
  "test/chaos/**/*.test.ts",
  "test/bundles/**/*.test.ts",
  "test/readme/**/*.test.ts",
];

export default defineConfig({
  test: {
    projects: [
      { test: { name: "fast", include: ["test/**/*.test.ts"], exclude: whole, testTimeout: 20_000 } },
      {
        test: {
          name: "whole",
          include: whole,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
