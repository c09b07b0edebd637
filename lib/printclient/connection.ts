import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import type { Clock } from "./clock.ts";
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
  tools: { signal: AbortSignal; log: Log; clock: Clock },
): Promise<Connection> {
  const closing = new AbortController();
  const ask = (signal: AbortSignal) =>
    persist(() => askGrant(account, signal), {
      ...tools,
      signal,
      what: "credentials",
      isFinal: (error) => error instanceof KeyRefused,
    });
  let line = openLine(await ask(tools.signal));
  tools.log({ event: "connected", queueUrl: line.grant.queueUrl });

  const renew = async () => {
    for (;;) {
      await tools.clock.sleep(halfLifeSeconds(line.grant, tools.clock), closing.signal);
      // A key refused now may be one in rotation: the client goes on with what it has and asks again.
      const grant = await persist(() => askGrant(account, closing.signal), {
        ...tools,
        signal: closing.signal,
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

function halfLifeSeconds({ credentials }: Grant, clock: Clock): number {
  const lifeMs = Date.parse(credentials.expiration) - clock.now().getTime();
  return Math.max(shortestRenewalSeconds, lifeMs / 2000);
}
