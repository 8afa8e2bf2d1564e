import type { ClientOptions } from "../../lib/core/client_options.ts";
import { TransferClient } from "../../lib/services/transfer/client.ts";
import { type FakeClient, fakeClient } from "./fake_client.ts";
import type { Answerer } from "./fake_fetch.ts";
// Before the first test, so that no clock jumps while it loads.
import "../../lib/services/transfer/wait.ts";

export const TASK = "c0ffee08-0000-4000-8000-000000000008";
export const SOURCE = "c0ffee01-0000-4000-8000-000000000001";
export const DESTINATION = "c0ffee02-0000-4000-8000-000000000002";

/** A client of Transfer with its requests and its clock. */
export type FakeTransfer = FakeClient<TransferClient>;

/** Makes a client of Transfer that a function answers. */
export function fakeTransfer(
  answerer: Answerer,
  options: ClientOptions = {},
): FakeTransfer {
  return fakeClient(TransferClient, answerer, options);
}
