import { defineConfig } from "vitest/config";

// "whole" synthesises the stack, runs the laptop cloud in processes of its own and walks orders and browsers through it, one file at a time.
const whole = ["journey", "stack", "chaos", "bundles", "readme", "web"].map(
  (room) => `test/${room}/**/*.test.ts`,
);

// "slow" starts processes or renders at press size.
const slow = [
  "test/{printclient,conform}/**/*.test.ts",
  "test/render/**/*.test.ts",
  "test/prepare/{prepare,bombs}.test.ts",
  "test/preflight/cli.test.ts",
  "test/dispatch/{model,race}.test.ts",
  "test/cloud/capped-child.test.ts",
  "test/laptop/laptop.test.ts",
  "test/laptop/{functions,mappings}/*.test.ts",
  "test/laptop/sqs/durable.test.ts",
];

// "fast" is the rest, and what `npm run check` runs.
export default defineConfig({
  test: {
    // Vitest leaves one core to itself, which is half of a small machine.
    maxWorkers: "100%",
    projects: [
      {
        test: {
          name: "fast",
          include: ["test/**/*.test.ts"],
          exclude: [...whole, ...slow],
          testTimeout: 20_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: "slow",
          include: slow,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: "whole",
          include: whole,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
