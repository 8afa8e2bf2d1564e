import type { JsonDocument } from "../../http/json.ts";
import { providerName } from "../definition.ts";
import { type ActionProgress, type ActionProvider, ActionRefused } from "./action.ts";
import { HELLO_WORLD } from "./hello_world.ts";
import { NOTIFY } from "./notify.ts";
import { DELETE as SEARCH_DELETE, INGEST } from "./search.ts";
import { COLLECTION_INFO, DELETE, LS, MKDIR, SET_PERMISSION, TRANSFER } from "./transfer.ts";
import { webOption, type WebOptionWorld } from "./web_option.ts";

/** What the handler of an action gets. */
export interface ActionInput {
  /** Input of the action, with its paths and expressions worked out. */
  parameters: JsonDocument;
  /** UUID of the action. */
  action_id: string;
  /** UUID of the run. */
  run_id: string;
  /** UUID of the flow. */
  flow_id: string;
}

/** What became of an action. */
export interface ActionOutcome {
  /** How it ended. @default {"SUCCEEDED"} */
  status?: "SUCCEEDED" | "FAILED";
  /** What the flow gets as the `details` of the result. @default {{}} */
  details?: JsonDocument;
  /** Seconds that it took, by the sandbox's clock. @default {1} */
  seconds?: number;
}

/**
 * Does the work of an action whose address is not one of the sandbox's own providers. An error that
 * it throws refuses the action: the flow can catch it as `ActionUnableToRun`.
 */
export type ActionHandler = (input: ActionInput) => ActionOutcome | Promise<ActionOutcome>;

/** The provider that does the work at an address. */
export type ProviderOf = (url: string) => ActionProvider | undefined;

/**
 * All providers: handlers of a tester by the address of their actions, then the sandbox's own.
 *
 * @param handlers May be changed while runs go on.
 */
export function providers(
  handlers: ReadonlyMap<string, ActionHandler>,
  world: WebOptionWorld,
): ProviderOf {
  const own: ReadonlyMap<string, ActionProvider> = new Map([
    ["hello_world", HELLO_WORLD],
    ["transfer/transfer", TRANSFER],
    ["transfer/delete", DELETE],
    ["transfer/mkdir", MKDIR],
    ["transfer/ls", LS],
    ["transfer/collection_info", COLLECTION_INFO],
    ["transfer/set_permission", SET_PERMISSION],
    ["search/ingest", INGEST],
    ["search/delete", SEARCH_DELETE],
    ["notification/notify", NOTIFY],
    ["weboption/wait_for_option", webOption(world)],
  ]);
  return (url) => {
    const handler = handlers.get(url);
    return handler ? handled(handler) : own.get(providerName(url));
  };
}

function handled(handler: ActionHandler): ActionProvider {
  return {
    async start({ id, parameters, runId, flowId, nowMs }): Promise<ActionProgress> {
      let outcome: ActionOutcome;
      try {
        outcome = await handler({ parameters, action_id: id, run_id: runId, flow_id: flowId });
      } catch (error) {
        const description = error instanceof Error ? error.message : String(error);
        throw new ActionRefused(500, { code: "ActionHandlerError", description });
      }
      const { status = "SUCCEEDED", details = {}, seconds = 1 } = outcome;
      return { status, details, endMs: nowMs + seconds * 1000 };
    },
  };
}
