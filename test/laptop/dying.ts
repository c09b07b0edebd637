/** A laptop that waits to be killed while a function of its own spins for ever. */
import { setTimeout as sleep } from "node:timers/promises";
import { startLaptop } from "../../lib/laptop/laptop.ts";

const [assembly = "", folder = ""] = process.argv.slice(2);
const laptop = await startLaptop({ assembly, folder, frontPort: 0, awsPort: 0 });
void laptop.functions.invoke(laptop.resource("Spinner").ref, "{}");
while (laptop.functions.processes().length === 0) await sleep(10);
// Time for the process to load its handler and hang in it.
await sleep(300);
console.log(JSON.stringify(laptop.functions.processes()));
