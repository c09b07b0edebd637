import { text } from "node:stream/consumers";
import { type Answer, type AwsCall, AwsError, type Caller, type Service } from "../call.ts";
import { type Credentials, sessionArn } from "../iam/credentials.ts";
import { type Role, type Roles, roleArn, roleId } from "../iam/role.ts";
import { answered, type Elements, refusal } from "./answer.ts";
import { type Assumption, invalid, readAssumption } from "./query.ts";

interface Options {
  readonly credentials: Credentials;
  readonly roles: Roles;
  readonly now?: () => Date;
}

/** STS: AssumeRole with session tags, and GetCallerIdentity; form in, XML out. */
export function openSts(options: Options): Service {
  return async (call) => {
    try {
      return await answerOf(call, options);
    } catch (error) {
      if (error instanceof AwsError) return refusal(error);
      throw error;
    }
  };
}

// Chained roles get an hour at most, whatever the role allows; the laptop gives nobody more.
const longestSeconds = 3_600;

async function answerOf(call: AwsCall, options: Options): Promise<Answer> {
  const form = new URLSearchParams(await text(call.body));
  const action = form.get("Action") ?? "";
  if (action === "AssumeRole") {
    return answered(action, assume(readAssumption(form), call.caller, options));
  }
  if (action === "GetCallerIdentity") return answered(action, identity(call.caller));
  throw new AwsError("InvalidAction", `The laptop's STS has no action ${action}`, 400);
}

function identity({ arn, userId, accountId }: Caller): Elements {
  return { Arn: arn, UserId: userId, Account: accountId };
}

function assume(asked: Assumption, caller: Caller, { credentials, roles, now }: Options): Elements {
  const { sessionName, tags, seconds } = asked;
  const role = authorized(asked, caller, roles);
  if (seconds > longestSeconds) {
    throw invalid(
      "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining",
    );
  }
  // Whole seconds, since the answer's ISO date says no more and the client renews by it.
  const expires = Math.floor((now?.() ?? new Date()).getTime() / 1000 + seconds) * 1000;
  const keys = credentials.issue({ role: role.name, name: sessionName, tags, expires });
  return {
    AssumedRoleUser: {
      AssumedRoleId: `${roleId(role.name)}:${sessionName}`,
      Arn: sessionArn(caller.accountId, { role: role.name, name: sessionName }),
    },
    Credentials: {
      AccessKeyId: keys.accessKeyId,
      SecretAccessKey: keys.secretAccessKey,
      SessionToken: keys.sessionToken,
      Expiration: new Date(expires).toISOString().replace(".000Z", "Z"),
    },
  };
}

// A role that does not exist is refused like one that does not trust the caller, so that names cannot be probed.
function authorized(asked: Assumption, caller: Caller, roles: Roles): Role {
  const name = asked.roleArn.split("/").at(-1) ?? "";
  const role = asked.roleArn === roleArn(caller.accountId, name) ? roles(name) : undefined;
  const actions =
    Object.keys(asked.tags).length > 0 ? ["sts:AssumeRole", "sts:TagSession"] : ["sts:AssumeRole"];
  for (const action of actions) {
    caller.authorize({
      action,
      resource: asked.roleArn,
      context: contextOf(asked),
      resourcePolicy: role?.trust,
    });
  }
  if (role) return role;
  throw new AwsError("AccessDenied", `Role ${asked.roleArn} cannot be assumed`, 403);
}

function contextOf({ sessionName, externalId, tags }: Assumption): Record<string, string> {
  const requestTags = Object.entries(tags).map(([key, value]) => [`aws:RequestTag/${key}`, value]);
  return {
    "sts:RoleSessionName": sessionName,
    ...(externalId !== undefined && { "sts:ExternalId": externalId }),
    ...Object.fromEntries(requestTags),
  };
}
