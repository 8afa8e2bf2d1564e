import { json } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import { bodyOf, type DoorCall } from "./door.ts";

const LONGEST_STEP_SECONDS = 10 * 365 * 86_400;

/** Adds the doors to the clock. */
export function addClockDoors(router: Router<DoorCall>): void {
  router
    .on("GET /_sandbox/clock", showTime)
    .on("POST /_sandbox/clock", advance)
    .on("DELETE /_sandbox/clock", takeBack);
}

function showTime({ sandbox }: DoorCall): Response {
  return json({ now_ms: sandbox.clock.now() });
}

async function advance(call: DoorCall): Promise<Response> {
  const { advance_seconds: seconds } = await bodyOf(call, "advance_seconds");
  if (typeof seconds !== "number" || !(seconds >= 0 && seconds <= LONGEST_STEP_SECONDS)) {
    throw new RangeError("advance_seconds is not a number of seconds");
  }
  call.sandbox.clock.advance(seconds * 1000);
  return showTime(call);
}

/** Takes back what the clock was advanced by. */
function takeBack(call: DoorCall): Response {
  call.sandbox.clock.reset?.();
  return showTime(call);
}
