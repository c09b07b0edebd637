/** What an operator asks for that cannot be done; the message is for them. */
export class NotPossible extends Error {
  constructor(message: string) {
    super(message);
    this.name = "NotPossible";
  }
}

/** What was looked for was found, and told: only the exit code is left to say. */
export class FoundWrong extends Error {
  constructor() {
    super("something is wrong");
    this.name = "FoundWrong";
  }
}
