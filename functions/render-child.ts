import { workAsChild } from "../lib/cloud/capped-child-work.ts";
import { renderItem } from "../lib/render/engine.ts";
import { Job } from "../lib/render/job.ts";

await workAsChild((job) => renderItem(Job.parse(job), (progress) => process.stderr.write(`${progress}\n`)));
