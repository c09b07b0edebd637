import { randomUUID } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import * as z from "zod";
import { AwsError, type Service } from "../call.ts";

const Content = z.object({ Data: z.string() });
const Outbound = z.object({
  FromEmailAddress: z.email(),
  Destination: z.object({ ToAddresses: z.array(z.email()).min(1) }),
  Content: z.object({
    Simple: z.object({ Subject: Content, Body: z.object({ Text: Content, Html: Content.optional() }) }),
  }),
});

interface SesOptions {
  /** Where e-mails go instead of to anybody: one file each, named by its time. */
  readonly folder: string;
  readonly accountId: string;
  readonly region: string;
}

/** SES's SendEmail (v2): what is sent lies in a folder, as an `.eml` that mail programs open. */
export function openSes({ folder, accountId, region }: SesOptions): Service {
  return async ({ method, path, body, caller }) => {
    if (method !== "POST" || path !== "/v2/email/outbound-emails")
      throw new AwsError("NotFoundException", "The laptop's SES only sends e-mails", 404);
    const sent = Outbound.parse(JSON.parse(await text(body)));
    const from = sent.FromEmailAddress;
    const resource = `arn:aws:ses:${region}:${accountId}:identity/${from.split("@")[1] ?? ""}`;
    caller.authorize({ action: "ses:SendEmail", resource });
    const MessageId = randomUUID();
    await mkdir(folder, { recursive: true });
    const time = new Date().toISOString();
    await writeFile(
      join(folder, `${time.replaceAll(":", "-")}-${MessageId.slice(0, 8)}.eml`),
      emlOf(sent, time),
    );
    return {
      status: 200,
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ MessageId }),
    };
  };
}

function emlOf({ FromEmailAddress, Destination, Content }: z.infer<typeof Outbound>, time: string): string {
  const { Subject, Body } = Content.Simple;
  const boundary = "printcloud";
  const part = (type: string, content: string) =>
    `--${boundary}\r\ncontent-type: ${type}; charset=utf-8\r\n\r\n${content}\r\n`;
  return [
    `from: ${FromEmailAddress}`,
    `to: ${Destination.ToAddresses.join(", ")}`,
    `subject: ${Subject.Data}`,
    `date: ${time}`,
    "mime-version: 1.0",
    `content-type: multipart/alternative; boundary="${boundary}"`,
    "",
    `${part("text/plain", Body.Text.Data)}${Body.Html ? part("text/html", Body.Html.Data) : ""}--${boundary}--`,
  ].join("\r\n");
}
