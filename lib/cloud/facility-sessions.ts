import { AssumeRoleCommand, type STSClient } from "@aws-sdk/client-sts";
import { Unavailable } from "../order/errors.ts";
import type { FacilitySessions } from "../order/ports.ts";

/** A chained role's session lives an hour at most. */
const sessionSeconds = 3600;

/** Sessions of the one facility role: tag and session name are chosen here and nowhere else. */
export function facilitySessions(sts: STSClient, roleArn: string): FacilitySessions {
  return {
    assume: async (facilityId) => {
      const { Credentials } = await sts.send(
        new AssumeRoleCommand({
          RoleArn: roleArn,
          RoleSessionName: facilityId,
          DurationSeconds: sessionSeconds,
          Tags: [{ Key: "facility", Value: facilityId }],
        }),
      );
      const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {};
      if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration) {
        throw new Unavailable("STS answered without credentials");
      }
      return {
        accessKeyId: AccessKeyId,
        secretAccessKey: SecretAccessKey,
        sessionToken: SessionToken,
        expiration: Expiration.toISOString(),
      };
    },
  };
}
