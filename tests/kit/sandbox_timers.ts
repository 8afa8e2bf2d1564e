import { TIMER_SCOPE } from "../../lib/sandbox/timers/engine.ts";
import type { Sandbox } from "../../lib/sandbox/sandbox.ts";
import { WELL_KNOWN } from "../../lib/sandbox/transfer/collections.ts";
import { type Api, apiAs } from "./sandbox_calls.ts";

/** The API of Timers, for a person who is logged in; `below` is what hangs on the scope. */
export function timersApi(sandbox: Sandbox, username?: string, below = ""): Promise<Api> {
  const scopes = TIMER_SCOPE + below;
  return apiAs(sandbox, "https://timer.automate.globus.org", { username, scopes });
}

/** What creates a timer of a transfer between the two collections of the tutorials. */
export function transferTimer(schedule: unknown, body: Record<string, unknown> = {}) {
  return {
    timer: {
      timer_type: "transfer",
      name: "Nightly",
      body: {
        DATA_TYPE: "transfer",
        source_endpoint: WELL_KNOWN.tutorial1,
        destination_endpoint: WELL_KNOWN.tutorial2,
        DATA: [{
          DATA_TYPE: "transfer_item",
          source_path: "/home/share/godata/file1.txt",
          destination_path: "/~/nightly.txt",
        }],
        ...body,
      },
      schedule,
    },
  };
}
