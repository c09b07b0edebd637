import type { Question } from "../call.ts";
import type { Cloud } from "../template/cloud.ts";
import type { Verdict } from "./judge.ts";
import { type Choice, readPolicy, type Statement } from "./policy.ts";
import type { Role } from "./role.ts";
import { isArnLike, isLike } from "./template.ts";

/** One action on one resource of a statement, both as the policy has them, and how many calls it decided. */
export interface Grant {
  /** The role's name; the logical id of a policy that stands on queues or a bucket. */
  readonly holder: string;
  readonly effect: Statement["effect"];
  readonly action: string;
  /** Empty in a trust policy. */
  readonly resource: string;
  readonly calls: number;
}

/** Told of each decision. */
export type Decided = (question: Question, verdict: Verdict) => void;

/** Counts what each statement decides: a right that no journey ever needs is one too many. */
export class GrantsUsed {
  readonly #calls = new Map<Statement, Map<string, number>>();

  readonly decided: Decided = ({ action, resource }, { by, context }) => {
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

  /** Every grant of the roles and of the template's own queue and bucket policies, those without a call too. */
  list(roles: Iterable<Role>, cloud: Pick<Cloud, "ofType">): readonly Grant[] {
    const held = [...roles].map(({ name, policies }) => ({ holder: name, policies }));
    const standing = cloud.ofType("AWS::SQS::QueuePolicy", "AWS::S3::BucketPolicy");
    const own = standing.map(({ logicalId, type, properties: { PolicyDocument: document } }) => ({
      holder: logicalId,
      // Queues keep theirs as text.
      policies: [type === "AWS::SQS::QueuePolicy" ? JSON.stringify(document) : document],
    }));
    return [...held, ...own].flatMap(({ holder, policies }) =>
      policies.flatMap(readPolicy).flatMap((statement) => this.#grantsOf(holder, statement)),
    );
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

function chosen(choice: Choice | undefined, test: (pattern: string) => boolean | undefined): string[] {
  if (choice === undefined) return [""];
  // What is said by exception is used as a whole.
  return choice.patterns.filter((pattern) => choice.inverted || test(pattern) === true);
}

function keyOf(action: string, resource: string): string {
  return `${action} ${resource}`;
}
