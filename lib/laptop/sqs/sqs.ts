import { type AwsCall, AwsError, type Service } from "../call.ts";
import { Account, type Settings } from "./account.ts";
import { giveBack } from "./give-back.ts";
import { resumeMoves } from "./move-task.ts";
import { operations } from "./operations.ts";
import { Polls } from "./polls.ts";
import { answered, inputOf, operationOf, refused } from "./wire.ts";

/**
 * The seam for bad weather: sees each operation with its input and decides whether, how often and with which input it
 * is performed, and what comes back. `perform` has returned only when its effects are on disk.
 */
export type Weather = (
  asked: { readonly operation: string; readonly input: unknown },
  perform: (input: unknown) => Promise<object>,
) => Promise<object>;

/** An open SQS; close it to let its folder go. */
export interface Sqs {
  readonly service: Service;
  /** Gives back what is in flight in the queue of this name, for whoever had received it has died. */
  giveBack(queue: string): void;
  close(): Promise<void>;
}

/** Opens the laptop cloud's SQS with what its folder holds; everything it has acknowledged survives a kill -9. */
export async function openSqs(settings: Settings & { readonly weather?: Weather }): Promise<Sqs> {
  const account = await Account.open(settings);
  const polls = new Polls(account);
  const weather = settings.weather ?? ((asked, perform) => perform(asked.input));
  resumeMoves(account);
  return {
    service: (call) => serve(call, { account, polls, weather }),
    giveBack: (queue) => giveBack(account, queue),
    close: async () => {
      polls.close();
      await account.close();
    },
  };
}

type Open = { readonly account: Account; readonly polls: Polls; readonly weather: Weather };

async function serve(call: AwsCall, { account, polls, weather }: Open) {
  try {
    const name = operationOf(call);
    const operation = operations.get(name);
    if (operation === undefined) throw new AwsError("UnsupportedOperation", `${name} is not known here.`);
    const perform = async (input: unknown) => {
      const output = await operation({ account, polls, call }, input);
      await account.written();
      return output;
    };
    return answered(await weather({ operation: name, input: await inputOf(call) }, perform));
  } catch (error) {
    if (error instanceof AwsError) return refused(error);
    console.error(error);
    return refused(
      new AwsError("InternalFailure", "Something went wrong inside the laptop cloud's SQS.", 500),
    );
  }
}
