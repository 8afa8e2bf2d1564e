import { site } from "../portal/site.ts";

/**
 * Moves the sandbox's clock forward, for everyone who uses this sandbox.
 *
 * @throws {TypeError} If no sandbox answers.
 */
export async function advanceSandboxClock(seconds: number): Promise<void> {
  const { sandboxUrl } = site.config;
  const response = sandboxUrl && await fetch(`${sandboxUrl}/_sandbox/clock`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ advance_seconds: seconds }),
  }).catch(() => undefined);
  if (!response) throw new TypeError("Cannot move the sandbox's clock: no sandbox answers");
  await response.body?.cancel();
  if (!response.ok) {
    throw new TypeError(`Cannot move the sandbox's clock: it answered ${response.status}`);
  }
  await site.clock.read(0);
}
