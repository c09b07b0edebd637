import { lockFolder } from "../../lib/laptop/folder-lock.ts";

// Holds the folder of its first argument until it is killed.
await lockFolder(process.argv[2] ?? "");
process.stdout.write("locked\n");
setInterval(() => {}, 1000);
