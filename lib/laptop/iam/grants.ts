import type { Question } from "../call.ts";
import type { Cloud } from "../template/cloud.ts";
import type { Verdict } from "./judge.ts";
import { type Choice, readPolicy, type Statement } from "./policy.ts";
import type { Principal } from "./principal.ts";
import { isArnLike, isLike } from "./template.ts";

/** One action on one resource of a statement, both as the policy has them, and how many calls it decided. */
export interface Grant {
  /** Construct path, without its stack, of the role or of the policy that stands on a queue or a bucket. */
  readonly holder: string;
  readonly effect: Statement["effect"];
  readonly action: string;
  /** Empty in a trust policy. */
  readonly resource: string;
  readonly calls: number;
}

/** Told of each decision. */
export type Decided = (who: Principal, question: Question, verdict: Verdict) => void;

/** Counts what each statement decides: a right that no journey ever needs is one too many. */
export class GrantsUsed {
  readonly #calls = new Map<Statement, Map<string, number>>();

  readonly decided: Decided = (_, { action, resource }, { by, context }) => {
    for (const statement of by) {
      const actions = chosen(statement.actions, (pattern) =>
        isLike(action.toLowerCase(), pattern.toLowerCase(), context),
      );
      const resources = chosen(statement.resources, (pattern) => isArnLike(resource, pattern, context));
      this.#count(statement, actions, resources);
    }
  };

  #count(statement: Statement, actions: readonly string[], resources: readonly string[]): void {
    const calls = this.#calls.get(statement) ?? new Map<string, number>();
    this.#calls.set(statement, calls);
    for (const key of actions.flatMap((action) => resources.map((resource) => keyOf(action, resource))))
      calls.set(key, (calls.get(key) ?? 0) + 1);
  }

  /** Every grant of the template's roles and of its queue and bucket policies, those without a call too. */
  list(cloud: Pick<Cloud, "ofType">): readonly Grant[] {
    const policies = [...cloud.ofType(...ofRoles), ...cloud.ofType(...ofResources)];
    return policies.flatMap(({ path, type, properties: { PolicyDocument: document } }) => {
      // Queues keep theirs as text.
      const policy = readPolicy(type === "AWS::SQS::QueuePolicy" ? JSON.stringify(document) : document);
      const holder = path.split("/").slice(1, -1).join("/");
      return policy.flatMap((statement) => this.#grantsOf(holder, statement));
    });
  }

  #grantsOf(holder: string, statement: Statement): Grant[] {
    const { effect, actions, resources } = statement;
    const calls = this.#calls.get(statement);
    return actions.patterns.flatMap((action) =>
      (resources?.patterns ?? [""]).map((resource) => {
        return { holder, effect, action, resource, calls: calls?.get(keyOf(action, resource)) ?? 0 };
      }),
    );
  }
}

const ofRoles = ["AWS::IAM::Policy", "AWS::IAM::ManagedPolicy"];
const ofResources = ["AWS::SQS::QueuePolicy", "AWS::S3::BucketPolicy"];

function chosen(choice: Choice | undefined, test: (pattern: string) => boolean | undefined): string[] {
  if (choice === undefined) return [""];
  // What is said by exception is used as a whole.
  return choice.patterns.filter((pattern) => choice.inverted || test(pattern) === true);
}

function keyOf(action: string, resource: string): string {
  return `${action} ${resource}`;
}
