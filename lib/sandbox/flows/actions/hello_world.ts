import type { ActionCall, ActionProgress, ActionProvider } from "./action.ts";

/** Says hello: at once, or after `sleep_time` seconds. */
export const HELLO_WORLD: ActionProvider = { start: hello };

function hello({ parameters, nowMs }: ActionCall): ActionProgress {
  const { echo_string: echo, sleep_time: seconds } = parameters;
  const details = {
    Hello: "World",
    ...(typeof echo === "string" ? { hello: echo } : {}),
  };
  const waits = typeof seconds === "number" && seconds > 0;
  return { status: "SUCCEEDED", details, ...(waits ? { endMs: nowMs + seconds * 1000 } : {}) };
}
