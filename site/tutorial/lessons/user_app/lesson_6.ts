import { TransferClient, TransferData, UserApp } from "@globus-deno/sdk";

const SOURCE = "6c54cade-bde5-45c1-bdea-f4bd71dba2cc";
const DESTINATION = "31ce9ba0-176d-45a5-add3-f37d233ba47d";

const app = new UserApp("my-tool", { clientId: "61338d24-54d5-408f-a10d-66c06b59f6d2" });
const tc = new TransferClient({ app });
// For a mapped collection, ask for its data_access too: tc.addAppDataAccessScope(SOURCE);

const data = new TransferData(SOURCE, DESTINATION, { label: "My first transfer" });
data.addItem("/home/share/godata/file1.txt", "/~/my-first-transfer.txt");
const { task_id } = await tc.submitTransfer(data);
await tc.taskWait(task_id, { timeoutMs: 60_000, intervalMs: 1_000 });
console.log(`${(await tc.getTask(task_id)).status}: task ${task_id}`);
