import { type TransferClient, TransferData } from "@globus-deno/sdk";

/** The first of the two tutorial collections of Globus, which each user may read. */
export const SOURCE_ID = "6c54cade-bde5-45c1-bdea-f4bd71dba2cc";
/** The second of the two. */
const DESTINATION_ID = "31ce9ba0-176d-45a5-add3-f37d233ba47d";
/** The file to copy. */
export const SOURCE_PATH = "/home/share/godata/file1.txt";
/** The path at the destination, in the home directory. */
export const DESTINATION_PATH = "/~/my-first-transfer.txt";

/** Submits the lesson's transfer, which `examples/minimal_transfer.ts` submits too. Returns its task id. */
export async function submitFirstTransfer(tc: TransferClient): Promise<string> {
  const data = new TransferData(SOURCE_ID, DESTINATION_ID, { label: "My first transfer" });
  data.addItem(SOURCE_PATH, DESTINATION_PATH);
  const { task_id } = await tc.submitTransfer(data);
  return task_id;
}
