import { expect, test } from "vitest";
import { byTask } from "../../lib/cloud/child-tasks.ts";

const work = byTask({ twice: async (job) => Number(job) * 2, name: async () => "a name" });

test("a job goes to the task that was asked for", async () => {
  expect(await work({ task: "twice", job: 21 })).toBe(42);
  expect(await work({ task: "name", job: null })).toBe("a name");
});

test("a task that is not there, and what is no task, are faults of ours", async () => {
  await expect(work({ task: "thrice", job: 1 })).rejects.toThrow("no task thrice");
  await expect(work({ job: 1 })).rejects.toThrow();
  await expect(work({ task: "toString", job: 1 })).rejects.toThrow();
});
