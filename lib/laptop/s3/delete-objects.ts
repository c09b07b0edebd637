import { type Answer, AwsError } from "../call.ts";
import { type Ask, authorize, bucketOf, checkedKey } from "./ask.ts";
import { Body } from "./body.ts";
import { checkWrite } from "./conditions.ts";
import { commit } from "./depot.ts";
import { malformedXml, readXml } from "./read-xml.ts";
import { writeXml, type Xml } from "./write-xml.ts";

const mostKeys = 1000;

/** Deleting what is not there succeeds. */
export async function deleteObject(ask: Ask): Promise<Answer> {
  bucketOf(ask);
  authorize(ask, "DeleteObject");
  checkWrite(
    (name) => (name === "if-match" ? ask.header(name) : undefined),
    bucketOf(ask).objects.get(ask.key),
  );
  remove(ask, ask.key);
  return { status: 204 };
}

/** Deletes up to 1,000 keys; each succeeds or is refused on its own. */
export async function deleteObjects(ask: Ask): Promise<Answer> {
  bucketOf(ask);
  const request = readXml(await new Body(ask).text(), "Delete");
  const keys = request.all("Object").map((object) => object.textOf("Key") ?? "");
  if (keys.length === 0 || keys.length > mostKeys) throw malformedXml();
  const outcomes = keys.map((key) => deleteOne(ask, key));
  const isQuiet = request.textOf("Quiet") === "true";
  const told = isQuiet ? outcomes.filter((outcome) => outcome.Error !== undefined) : outcomes;
  return {
    status: 200,
    headers: { "content-type": "application/xml" },
    body: writeXml("DeleteResult", told),
  };
}

function deleteOne(ask: Ask, key: string): { Deleted?: Xml; Error?: Xml } {
  try {
    authorize(ask, "DeleteObject", { key: checkedKey(key) });
    remove(ask, key);
    return { Deleted: { Key: key } };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { Error: { Key: key, Code: error.code, Message: error.message } };
  }
}

function remove(ask: Ask, key: string): void {
  const { bucketName: bucket, depot } = ask;
  if (bucketOf(ask).objects.has(key)) commit(depot, { kind: "object-gone", bucket, key });
}
