import { openSqs } from "../../../lib/laptop/sqs/sqs.ts";
import { serve, testAccountId } from "../serve.ts";

// Run by durable.test.ts, which kills it.
const folder = process.argv[2] ?? "";
let endpoint = "";
const settings = { folder, accountId: testAccountId, region: "eu-central-1", endpoint: () => endpoint };
const sqs = await openSqs(settings);
endpoint = (await serve(sqs.service)).endpoint;
console.log(endpoint);
