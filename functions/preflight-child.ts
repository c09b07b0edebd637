import { workAsChild } from "../lib/cloud/capped-child-work.ts";
import { byTask } from "../lib/cloud/child-tasks.ts";
import { checkFile } from "../lib/preflight/check-file.ts";
import { measureAll } from "../lib/prepare/measure.ts";
import { renderItem } from "../lib/render/engine.ts";
import { Job } from "../lib/render/job.ts";

const render = (job: unknown) => renderItem(Job.parse(job));

await workAsChild(byTask({ measure: measureAll, render, check: checkFile }));
