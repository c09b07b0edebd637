import { setTimeout as sleep } from "node:timers/promises";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { type Account, askGrant, type Grant, KeyRefused } from "./credentials.ts";
import type { Log } from "./log.ts";
import { persist } from "./retry.ts";

/** What the client works with until the next renewal. */
interface Line {
  readonly grant: Grant;
  readonly s3: S3Client;
  readonly sqs: SQSClient;
}

/** Ask `line()` anew for each call: it is replaced at half of the credentials' life. */
export interface Connection {
  line(): Line;
  close(): void;
}

const shortestRenewalSeconds = 0.5;
// Longer than a long poll of 20 s; bodies have their own watch.
const timeouts = { connectionTimeout: 5_000, requestTimeout: 40_000 };

/** Connects, however long that takes; throws KeyRefused when the key is no good. */
export async function connect(
  account: Account,
  tools: { signal: AbortSignal; log: Log },
): Promise<Connection> {
  const closing = new AbortController();
  const ask = (signal: AbortSignal) =>
    persist(() => askGrant(account, signal), {
      signal,
      log: tools.log,
      what: "credentials",
      isFinal: (error) => error instanceof KeyRefused,
    });
  let line = openLine(await ask(tools.signal));
  tools.log({ event: "connected", queueUrl: line.grant.queueUrl });

  const renew = async () => {
    for (;;) {
      await sleep(halfLifeMs(line.grant), undefined, { signal: closing.signal, ref: false });
      // A key refused now may be one in rotation: the client goes on with what it has and asks again.
      const grant = await persist(() => askGrant(account, closing.signal), {
        signal: closing.signal,
        log: tools.log,
        what: "renewal of credentials",
      });
      line = openLine(grant, line);
    }
  };
  renew().catch(() => {}); // ends by closing only
  return {
    line: () => line,
    close() {
      closing.abort();
      line.s3.destroy();
      line.sqs.destroy();
    },
  };
}

/** A later line keeps the sockets of the one before, on which calls may still be under way. */
function openLine(grant: Grant, before?: Line): Line {
  const { expiration, ...credentials } = grant.credentials;
  const config = { region: grant.region, credentials, ...(grant.endpoint && { endpoint: grant.endpoint }) };
  const s3 = new S3Client({
    ...config,
    forcePathStyle: grant.endpoint !== null,
    requestHandler: before?.s3.config.requestHandler ?? timeouts,
    // What is downloaded is checked against the ticket's own sums.
    responseChecksumValidation: "WHEN_REQUIRED",
  });
  const sqs = new SQSClient({ ...config, requestHandler: before?.sqs.config.requestHandler ?? timeouts });
  return { grant, s3, sqs };
}

function halfLifeMs({ credentials }: Grant): number {
  const lifeMs = Date.parse(credentials.expiration) - Date.now();
  return Math.max(shortestRenewalSeconds * 1000, lifeMs / 2);
}
