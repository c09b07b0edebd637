import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { Aws } from "aws-cdk-lib/core";
import type { Grant } from "./grants.ts";
import type { StorefrontPlaces } from "./storefront.ts";
import type { StorefrontFunction } from "./storefront-roster.ts";

type Power = (places: StorefrontPlaces) => Grant;
type QueueName = keyof StorefrontPlaces["queues"];

/** Where the platform and the shoppers' pages are: addresses, and no right. */
const abroad: Power = ({ platformApi, site }) =>
  granted([], [], { PLATFORM_API: platformApi, SITE_URL: site.url });

const changes = rows("GetItem", "PutItem");
const searches = rows("GetItem", "PutItem", "Query");

const readsPages: Power = ({ site: { bucket } }) =>
  granted(["s3:GetObject"], [bucket.arnForObjects("*")], { SITE_BUCKET: bucket.bucketName });

// Without it S3 answers 403 instead of 404 to who asks for an object that is not there.
const seesGoods: Power = ({ stock }) => granted(["s3:ListBucket"], [stock.bucketArn]);

const mails: Power = () => {
  const identities = `arn:${Aws.PARTITION}:ses:${Aws.REGION}:${Aws.ACCOUNT_ID}:identity/*`;
  return granted(["ses:SendEmail"], [identities]);
};

const privateOrigins: Power = ({ settings }) =>
  granted([], [], { ALLOWED_PRIVATE_ORIGINS: settings.allowedPrivateOrigins });

/** What each of the storefront's functions may do: its own rows, files and queues, and nothing of the platform's. */
export const storefrontDuties: Readonly<Record<StorefrontFunction, readonly Power[]>> = {
  "storefront-shelf": [
    abroad,
    changes,
    index("gsi1"),
    goods("GetObject", "PutObject"),
    seesGoods,
    rings("measure"),
  ],
  "storefront-checkout": [abroad, changes, goods("GetObject"), readsPages, rings("settle")],
  "storefront-till": [abroad, changes, rings("settle")],
  "storefront-tracking": [abroad, rows("GetItem"), goods("GetObject"), readsPages, rings("settle")],
  "storefront-settle": [abroad, works("settle"), changes, goods("GetObject"), mails],
  "storefront-measure": [abroad, works("measure"), changes, goods("GetObject", "PutObject"), privateOrigins],
  "storefront-follow": [abroad, searches, index("gsi1"), index("gsi2"), rings("settle")],
  "storefront-reconcile": [abroad, searches, rings("settle")],
  "storefront-connect": [rows("PutItem")],
};

function rows(...actions: ("GetItem" | "PutItem" | "Query")[]): Power {
  return ({ table }) => granted(prefixed("dynamodb", actions), [table.tableArn], { TABLE: table.tableName });
}

function index(name: "gsi1" | "gsi2"): Power {
  return ({ table }) => granted(["dynamodb:Query"], [`${table.tableArn}/index/${name}`]);
}

function goods(...actions: ("GetObject" | "PutObject")[]): Power {
  return ({ stock }) =>
    granted(prefixed("s3", actions), [stock.arnForObjects("*")], { STOCK_BUCKET: stock.bucketName });
}

function rings(name: QueueName): Power {
  return ({ queues }) => {
    const { queueArn, queueUrl } = queues[name].queue;
    return granted(["sqs:SendMessage"], [queueArn], { [`QUEUE_${name.toUpperCase()}`]: queueUrl });
  };
}

function works(name: QueueName): Power {
  const actions = prefixed("sqs", ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"]);
  return ({ queues }) => granted(actions, [queues[name].queue.queueArn]);
}

function granted(
  actions: readonly string[],
  resources: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Grant {
  const statement = new PolicyStatement({ actions: [...actions], resources: [...resources] });
  return { statements: actions.length > 0 ? [statement] : [], environment };
}

function prefixed(service: string, actions: readonly string[]): string[] {
  return actions.map((action) => `${service}:${action}`);
}
