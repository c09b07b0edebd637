import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { ChunkChain } from "../../../lib/laptop/sign/chunks.ts";
import { verify } from "../../../lib/laptop/sign/verify.ts";

// The worked example of "Signature Calculations for the Authorization Header: Transferring Payload in Multiple
// Chunks" in the S3 API reference: 66,560 letters a in chunks of 64 KiB.
const example = {
  method: "PUT",
  path: "/examplebucket/chunkObject.txt",
  query: new URLSearchParams(),
  headers: {
    host: "s3.amazonaws.com",
    "content-encoding": "aws-chunked",
    "content-length": "66824",
    "x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
    "x-amz-date": "20130524T000000Z",
    "x-amz-decoded-content-length": "66560",
    "x-amz-storage-class": "REDUCED_REDUNDANCY",
    authorization:
      "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class,Signature=4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9",
  },
};
const secret = () => "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const first = "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648";
const second = "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497";
const last = "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9";

test("follows the chain of AWS's own example to its end", () => {
  const chain = new ChunkChain(verify(example, secret, new Date("2013-05-24T00:01:00Z")));
  chain.chunk(sha256("a".repeat(65_536)), first);
  chain.chunk(sha256("a".repeat(1024)), second);
  chain.chunk(sha256(""), last);
});

test("refuses a chunk that was changed, left out or put elsewhere", () => {
  const chain = () => new ChunkChain(verify(example, secret, new Date("2013-05-24T00:01:00Z")));
  expect(() => chain().chunk(sha256("b".repeat(65_536)), first)).toThrow("signature we calculated");
  expect(() => chain().chunk(sha256("a".repeat(1024)), second)).toThrow("signature we calculated");
});
