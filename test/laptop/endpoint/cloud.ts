import { onTestFinished } from "vitest";
import type { Service } from "../../../lib/laptop/call.ts";
import { type Endpoint, openEndpoint } from "../../../lib/laptop/endpoint/endpoint.ts";
import { Credentials } from "../../../lib/laptop/iam/credentials.ts";
import type { Role } from "../../../lib/laptop/iam/role.ts";
import { openSts } from "../../../lib/laptop/sts/sts.ts";

export const accountId = "123456789012";
export const region = "eu-central-1";

/** A policy document of one or more statements. */
export function policy(...statements: object[]): object {
  return { Version: "2012-10-17", Statement: statements };
}

export interface Cloud {
  readonly endpoint: Endpoint;
  readonly credentials: Credentials;
  /** Errors that were the laptop's own. */
  readonly failures: unknown[];
  /** Configuration of any SDK client, signing as the operator unless told otherwise. */
  config(keys?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }): {
    region: string;
    endpoint: string;
    credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
    maxAttempts: number;
  };
}

interface Options {
  readonly services?: Record<string, Service>;
  readonly roles?: readonly Role[];
  readonly now?: () => Date;
}

/** An endpoint with STS and the services given, closed when the test is finished. */
export async function openCloud({ services = {}, roles = [], now }: Options = {}): Promise<Cloud> {
  const find = (name: string) => roles.find((role) => role.name === name);
  const clock = now && { now };
  const credentials = new Credentials({ secret: Buffer.alloc(32, 7), accountId, roles: find, ...clock });
  const failures: unknown[] = [];
  const endpoint = await openEndpoint({
    port: 0,
    credentials,
    services: { sts: openSts({ credentials, roles: find, ...clock }), ...services },
    failed: (error) => failures.push(error),
    ...clock,
  });
  onTestFinished(() => endpoint.close());
  return {
    endpoint,
    credentials,
    failures,
    config: (keys = credentials.operator()) => ({
      region,
      endpoint: endpoint.url,
      credentials: keys,
      maxAttempts: 1,
    }),
  };
}
