import { join } from "node:path";
import { openDynamo } from "./dynamo/dynamo.ts";
import { accountId, type Ground, region } from "./ground.ts";
import { sqsAs } from "./mappings/sqs-as.ts";
import { openS3, type S3 } from "./s3/s3.ts";
import { openSes } from "./ses/ses.ts";
import { openSqs, type Sqs } from "./sqs/sqs.ts";
import { openSts } from "./sts/sts.ts";
import { provideQueues } from "./template/live/queues.ts";
import { provideBuckets, provideTables } from "./template/live/stores.ts";

export interface Stores {
  readonly s3: S3;
  readonly sqs: Sqs;
}

interface StoresOptions {
  readonly folder: string;
  say(line: string): void;
}

/** Opens queues, buckets and tables on their folders, makes what the template asks for, and puts them at the endpoint. */
export async function openStores(
  ground: Ground,
  options: StoresOptions,
  closing: AsyncDisposableStack,
): Promise<Stores> {
  const { cloud, credentials, roles, services, closeEndpoint } = ground;
  const account = { accountId, region };
  const place = (name: string) => join(options.folder, name);
  const dynamo = await openDynamo({ folder: place("dynamodb"), ...account });
  closing.defer(() => dynamo.close());
  const s3 = await openS3({
    folder: place("s3"),
    ...account,
    lookUp: credentials.lookUp,
    callerOf: credentials.callerOf,
  });
  closing.defer(() => s3.close());
  const sqs = await openSqs({ folder: place("sqs"), ...account, endpoint: cloud.world.aws });
  closing.defer(() => sqs.close());
  // Before the stores: nobody may be in the middle of a call when they close.
  closing.defer(closeEndpoint);
  const queues = await provideQueues(
    cloud,
    sqsAs(sqs.service, credentials.callerOf(credentials.operator().accessKeyId)),
  );
  const buckets = provideBuckets(cloud, s3);
  const tables = await provideTables(cloud, dynamo);
  options.say(`${queues} queues, ${buckets} buckets, ${tables} tables`);
  const sts = openSts({ credentials, roles: (name) => roles.get(name) });
  const ses = openSes({ folder: place("mail"), ...account });
  Object.assign(services, { sqs: sqs.service, s3: s3.service, dynamodb: dynamo.service, sts, ses });
  return { s3, sqs };
}
