import { site } from "../portal/site.ts";

/** Thrown if the sandbox does not answer, or refuses. */
export class SandboxControlError extends Error {
  override name = "SandboxControlError";
}

/**
 * Calls a door of the sandbox, which Globus itself does not have.
 *
 * @param door The method and the last part of the path: `POST clock`.
 * @throws {SandboxControlError} If there is no sandbox, it does not answer, or it refuses.
 */
export async function controlSandbox(door: string, body?: Record<string, unknown>): Promise<void> {
  const { sandboxUrl } = site.config;
  const [method, name] = door.split(" ");
  const response = sandboxUrl && await fetch(`${sandboxUrl}/_sandbox/${name}`, {
    method,
    headers: body && { "content-type": "application/json" },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(5_000),
  }).catch(() => undefined);
  if (!response) throw new SandboxControlError(`Cannot ${door}: no sandbox answers`);
  await response.body?.cancel();
  if (!response.ok) {
    throw new SandboxControlError(`Cannot ${door}: the sandbox answered ${response.status}`);
  }
  await site.clock.read(0);
}
