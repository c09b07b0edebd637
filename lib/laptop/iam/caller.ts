import { AwsError, type Caller, type Question } from "../call.ts";
import type { Decided } from "./grants.ts";
import { judge } from "./judge.ts";
import type { Principal } from "./principal.ts";

/** The caller that services ask: refuses in AWS's own words. */
export function callerFor(who: Principal, now: () => Date, decided?: Decided): Caller {
  const { accountId, arn, userId } = who;
  return {
    accountId,
    arn,
    userId,
    authorize(question) {
      const verdict = judge(who, question, now());
      decided?.(who, question, verdict);
      if (verdict.refusal !== undefined) throw refused(arn, question, verdict.refusal);
    },
  };
}

/** Nobody: may do nothing, not even where a policy says `*`, as behind AWS's public access block. */
export function anonymous(accountId: string): Caller {
  const authorize = (question: Question) => {
    throw refused(
      "anonymous",
      question,
      `because no identity-based policy allows the ${question.action} action`,
    );
  };
  return { accountId: accountId, arn: "anonymous", userId: "anonymous", authorize };
}

/** An AWS service that acts for one of the account's resources, e.g. a rule or a distribution: `sourceArn`. */
export function serviceCaller(service: string, from: { accountId: string; sourceArn: string }): Caller {
  return callerFor({ ...from, arn: service, userId: service, service, policies: [] }, () => new Date());
}

function refused(arn: string, { action, resource }: Question, why: string): AwsError {
  const message = `User: ${arn} is not authorized to perform: ${action} on resource: ${resource} ${why}`;
  return new AwsError("AccessDenied", message, 403);
}
