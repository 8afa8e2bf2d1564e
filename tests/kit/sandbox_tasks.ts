import { assertEquals } from "@std/assert";
import type { Sandbox } from "../../lib/sandbox/sandbox.ts";
import { WELL_KNOWN } from "../../lib/sandbox/transfer/collections.ts";
import { type Answer, type Call, stillSandbox, transferCaller } from "./sandbox_calls.ts";

const { tutorial1, adaLaptop } = WELL_KNOWN;
/** A folder of the tutorial collections. */
export const GODATA = "/home/share/godata";

/** A submission; further fields go into its document. */
export interface TransferOptions {
  items?: Record<string, unknown>[];
  from?: string;
  to?: string;
  id?: string;
  [option: string]: unknown;
}

/** Submits a transfer: by default one file of the tutorial to Ada's laptop. */
export async function transfer(call: Call, options: TransferOptions = {}): Promise<Answer> {
  const { items, from = tutorial1, to = adaLaptop, id, ...rest } = options;
  const submission_id = id ?? (await call("/submission_id")).body.value;
  return await call("/transfer", {
    body: {
      DATA_TYPE: "transfer",
      submission_id,
      source_endpoint: from,
      destination_endpoint: to,
      DATA: items ?? [item(`${GODATA}/file1.txt`, "/~/file1.txt")],
      ...rest,
    },
  });
}

/** An item of a transfer. */
export function item(
  source_path: string,
  destination_path: string,
  more = {},
): Record<string, unknown> {
  return { DATA_TYPE: "transfer_item", source_path, destination_path, ...more };
}

/** Submits a transfer of Ada's that is accepted, and reads its task and its events. */
export async function started(sandbox: Sandbox, options?: TransferOptions) {
  const call = await transferCaller(sandbox);
  const { status, body } = await transfer(call, options);
  assertEquals(status, 200, JSON.stringify(body));
  const task = async () => (await call(`/task/${body.task_id}`)).body;
  const codes = async () => {
    const events = (await call(`/task/${body.task_id}/event_list?limit=1000`)).body;
    return events.DATA.map((event: { code: string }) => event.code).reverse();
  };
  return { call, id: body.task_id as string, task, codes };
}

/** Whether there is a file or folder, by default on Ada's laptop. */
export function exists(sandbox: Sandbox, path: string, id: string = adaLaptop) {
  return sandbox.world.collections.get(id)!.tree.peek(path) !== undefined;
}

/** Kofi monitors or manages Ada's laptop, to which Ada submits transfers. */
export async function managedLaptop(role: string, sandbox: Sandbox = stillSandbox()) {
  const [ada, kofi] = [
    await transferCaller(sandbox),
    await transferCaller(sandbox, "kofi@harbor.example"),
  ];
  const principal = sandbox.world.people[2].primary.id;
  await ada(`/endpoint/${adaLaptop}/role`, {
    body: { principal_type: "identity", principal, role },
  });
  const submit = async (source_path = "/home/share/godata/file1.txt") => {
    const { body } = await ada("/transfer", {
      body: {
        DATA_TYPE: "transfer",
        submission_id: crypto.randomUUID(),
        source_endpoint: tutorial1,
        destination_endpoint: adaLaptop,
        DATA: [{ DATA_TYPE: "transfer_item", source_path, destination_path: "/~/x" }],
      },
    });
    return body.task_id as string;
  };
  return { sandbox, ada, kofi, submit };
}
