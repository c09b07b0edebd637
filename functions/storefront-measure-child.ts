import { workAsChild } from "../lib/cloud/capped-child-work.ts";
import { makeSmall } from "../lib/storefront/small-picture.ts";

await workAsChild(makeSmall);
