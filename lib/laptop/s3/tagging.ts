import type { Answer } from "../call.ts";
import { type Ask, authorize, objectOf } from "./ask.ts";
import { Body } from "./body.ts";
import { commit } from "./depot.ts";
import { checkedTags } from "./description.ts";
import { readXml } from "./read-xml.ts";
import { writeXml } from "./write-xml.ts";

export async function getTagging(ask: Ask): Promise<Answer> {
  authorize(ask, "GetObjectTagging");
  const Tag = Object.entries(objectOf(ask).tags).map(([Key, Value]) => ({ Key, Value }));
  return {
    status: 200,
    headers: { "content-type": "application/xml" },
    body: writeXml("Tagging", { TagSet: { Tag } }),
  };
}

export async function putTagging(ask: Ask): Promise<Answer> {
  authorize(ask, "PutObjectTagging");
  const tagging = readXml(await new Body(ask).text(), "Tagging");
  const tags = tagging.one("TagSet")?.all("Tag") ?? [];
  setTags(ask, checkedTags(tags.map((tag) => [tag.textOf("Key") ?? "", tag.textOf("Value") ?? ""])));
  return { status: 200 };
}

export async function deleteTagging(ask: Ask): Promise<Answer> {
  authorize(ask, "DeleteObjectTagging");
  setTags(ask, {});
  return { status: 204 };
}

// Bytes, ETag and modification time stay what they were.
function setTags(ask: Ask, tags: Record<string, string>): void {
  const { bucketName: bucket, key, depot } = ask;
  commit(depot, { kind: "object", bucket, key, object: { ...objectOf(ask), tags } });
}
