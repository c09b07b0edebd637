import { AwsError, type Caller, type Question } from "../../../lib/laptop/call.ts";
import { isSigned } from "../../../lib/laptop/sign/claim.ts";
import { verify } from "../../../lib/laptop/sign/verify.ts";
import { clientOf, openTestS3, type TestS3 } from "./open.ts";

export const accessKeyId = "AKIASIGNER";
export const secretAccessKey = "a/secret";

export interface SignedS3 extends TestS3 {
  /** What the signer of a form was asked for. */
  readonly asked: Question[];
}

/** An S3 behind the door of the real endpoint: signatures are verified and unsigned callers may do nothing. */
export async function openSignedS3(now: () => Date = () => new Date()): Promise<SignedS3> {
  const asked: Question[] = [];
  const signer: Caller = {
    accountId: "1",
    arn: "signer",
    userId: "signer",
    authorize: (question) => void asked.push(question),
  };
  const lookUp = (key: string) => (key === accessKeyId ? secretAccessKey : undefined);
  const opened = await openTestS3({ lookUp, callerOf: () => signer, now });
  const { s3, served } = opened;
  served.setService(async (call) => {
    if (!isSigned(call) || call.method === "OPTIONS") return s3.service({ ...call, caller: nobody });
    try {
      verify(call, lookUp, now());
    } catch (error) {
      if (error instanceof AwsError) return s3.refuse(call, error);
      throw error;
    }
    return s3.service(call);
  });
  const client = clientOf(opened.endpoint, { credentials: { accessKeyId, secretAccessKey } });
  return { ...opened, client, asked };
}

const nobody: Caller = {
  accountId: "",
  arn: "anonymous",
  userId: "anonymous",
  authorize() {
    throw new AwsError("AccessDenied", "Access Denied", 403);
  },
};
