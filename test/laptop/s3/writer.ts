import { openS3 } from "../../../lib/laptop/s3/s3.ts";
import { serve, testAccountId } from "../serve.ts";

// A process of its own, to be killed while it writes: prints its endpoint and lives until then.
const [folder = ""] = process.argv.slice(2);
const s3 = await openS3({ folder, accountId: testAccountId, region: "eu-central-1" });
s3.createBucket("bucket");
const { endpoint } = await serve(s3.service);
console.log(endpoint);
