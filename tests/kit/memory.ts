import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

let collect: (() => void) | undefined;

/** Frees all memory that is no longer in use. */
export function collectGarbage(): void {
  if (!collect) {
    setFlagsFromString("--expose-gc");
    collect = runInNewContext("gc") as () => void;
  }
  collect();
}

/** Bytes on the heap that are still in use. */
export function bytesHeld(): number {
  collectGarbage();
  return Deno.memoryUsage().heapUsed;
}
