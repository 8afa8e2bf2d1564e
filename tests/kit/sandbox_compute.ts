import { COMPUTE_SCOPE } from "../../lib/sandbox/compute/caller.ts";
import { COMPUTE_ENDPOINT_ID } from "../../lib/sandbox/compute/endpoints.ts";
import type { Sandbox } from "../../lib/sandbox/sandbox.ts";
import { type Api, apiAs } from "./sandbox_calls.ts";

/** The API of Compute, for a person who is logged in. */
export function computeApi(sandbox: Sandbox, username?: string): Promise<Api> {
  return apiAs(sandbox, "https://compute.api.globus.org", { username, scopes: COMPUTE_SCOPE });
}

/** What registers a function by version 3. */
export function addition(more: Record<string, unknown> = {}) {
  return {
    function_name: "add",
    function_code: "44\nst\nadd:def add(a, b):\n    return a + b\n",
    meta: { python_version: "3.12.7", sdk_version: "3.1.1", serde_identifier: "st" },
    ...more,
  };
}

/** Serialized arguments `(2, 3)`. */
export const TWO_AND_THREE = "8\n11\n[2,3]5\n11\n{}";

/** Registers the addition, and plays it. */
export async function playedAddition(sandbox: Sandbox, call: Api): Promise<string> {
  sandbox.functions.set("add", ({ args: [a, b] }) => ({ result: a + b }));
  const { body } = await call("POST", "/v3/functions", addition());
  return body.function_uuid;
}

/** Submits calls of a function by version 3, and returns the ids of the tasks. */
export async function submitted(
  call: Api,
  functionId: string,
  payloads: string[] = [TWO_AND_THREE],
  more: Record<string, unknown> = {},
): Promise<string[]> {
  const { status, body } = await call("POST", `/v3/endpoints/${COMPUTE_ENDPOINT_ID}/submit`, {
    tasks: { [functionId]: payloads },
    result_serializers: ["globus_compute_sdk.serialize.JSONData"],
    ...more,
  });
  if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body.tasks[functionId];
}
