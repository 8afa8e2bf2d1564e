import { plainText, type TaskDocument, type TransferClient, TransferData } from "@globus-deno/sdk";

/** The first of two collections that Globus keeps for its tutorials. */
export const SOURCE_ID = "6c54cade-bde5-45c1-bdea-f4bd71dba2cc";
/** The second. */
export const DESTINATION_ID = "31ce9ba0-176d-45a5-add3-f37d233ba47d";
/** What is moved. */
export const SOURCE_PATH = "/home/share/godata/file1.txt";
/** Where it is moved to. */
export const DESTINATION_PATH = "/~/my-first-transfer.txt";

/** Submits the transfer of the lesson: the same as `examples/minimal_transfer.ts`. */
export async function submitFirstTransfer(tc: TransferClient): Promise<string> {
  const data = new TransferData(SOURCE_ID, DESTINATION_ID, { label: "My first transfer" });
  data.addItem(SOURCE_PATH, DESTINATION_PATH);
  const { task_id } = await tc.submitTransfer(data);
  return task_id;
}

/** How a transfer stands, for a page and its island. */
export interface TransferState {
  status: string;
  /** What keeps it from going on, or what it waits for. */
  note: string;
  filesDone: number;
  filesTotal: number;
  bytes: number;
  isOver: boolean;
}

/** Reads a task. */
export function transferState(task: TaskDocument): TransferState {
  const isOver = task.status === "SUCCEEDED" || task.status === "FAILED";
  const note = task.fatal_error?.description ?? task.nice_status_short_description ?? "";
  return {
    status: task.status,
    note: isOver && task.status === "SUCCEEDED" ? "" : plainText(note, 200),
    filesDone: (task.files_transferred ?? 0) + (task.files_skipped ?? 0),
    filesTotal: task.files,
    bytes: Number(task.bytes_transferred),
    isOver,
  };
}
