import { randomUUID } from "node:crypto";
import { type Answer, AwsError } from "../call.ts";
import { refusal as stsRefusal } from "../sts/answer.ts";

/** Renders an error that happened before or outside a service, in the words and protocol of that service. */
export function fault(service: string, error: AwsError): Answer {
  if (service === "s3") return s3Fault(error);
  if (service === "sts") return stsRefusal(renamed(error, classic));
  return jsonFault(service, service === "sqs" ? renamed(error, classic) : renamed(error, modern));
}

/** Anything that is no AwsError is a fault of the laptop's own. */
export function internal(): AwsError {
  return new AwsError("InternalFailure", "The laptop failed; its output says why", 500);
}

type Names = Readonly<Record<string, string>>;

// The same refusal has three families of names; `sign` speaks S3's.
const classic: Names = { InvalidAccessKeyId: "InvalidClientTokenId" };
const modern: Names = {
  AccessDenied: "AccessDeniedException",
  ExpiredToken: "ExpiredTokenException",
  InvalidAccessKeyId: "UnrecognizedClientException",
  InvalidClientTokenId: "UnrecognizedClientException",
  MissingAuthenticationToken: "MissingAuthenticationTokenException",
  RequestTimeTooSkewed: "InvalidSignatureException",
  SignatureDoesNotMatch: "InvalidSignatureException",
};

function renamed({ code, message, status }: AwsError, names: Names): AwsError {
  return new AwsError(names[code] ?? code, message, status);
}

function s3Fault({ code, message, status }: AwsError): Answer {
  const id = randomUUID();
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${text(message)}</Message><RequestId>${id}</RequestId></Error>`;
  const answered = code === "ExpiredToken" ? 400 : status;
  return { status: answered, headers: { "content-type": "application/xml", "x-amz-request-id": id }, body };
}

function jsonFault(service: string, { code, message, status }: AwsError): Answer {
  const headers = { "content-type": "application/x-amz-json-1.0", "x-amzn-errortype": code };
  const body = JSON.stringify({ __type: `com.amazon.coral.service#${code}`, message, Message: message });
  // DynamoDB answers every fault of the client with 400.
  return { status: service === "dynamodb" && status < 500 ? 400 : status, headers, body };
}

function text(message: string): string {
  return message.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
