import { workAsChild } from "../lib/cloud/capped-child-work.ts";
import { measureAll } from "../lib/prepare/measure.ts";

await workAsChild(measureAll);
