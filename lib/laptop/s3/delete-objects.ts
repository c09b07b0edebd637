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
  authorize(ask, actionOf(ask.call.query.get("versionId")));
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
  const objects = request.all("Object");
  if (objects.length === 0 || objects.length > mostKeys) throw malformedXml();
  const outcomes = objects.map((object) =>
    deleteOne(ask, object.textOf("Key") ?? "", actionOf(object.textOf("VersionId"))),
  );
  const isQuiet = request.textOf("Quiet") === "true";
  const told = isQuiet ? outcomes.filter((outcome) => outcome.Error !== undefined) : outcomes;
  return {
    status: 200,
    headers: { "content-type": "application/xml" },
    body: writeXml("DeleteResult", told),
  };
}

/** Whoever names a version, if only the one called null, needs another right. */
function actionOf(versionId: string | null | undefined): string {
  return versionId == null ? "DeleteObject" : "DeleteObjectVersion";
}

function deleteOne(ask: Ask, key: string, action: string): { Deleted?: Xml; Error?: Xml } {
  try {
    authorize(ask, action, { key: checkedKey(key) });
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
