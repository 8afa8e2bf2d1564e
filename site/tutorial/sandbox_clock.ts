import { controlSandbox } from "./sandbox_control.ts";

/**
 * Moves the sandbox's clock forward, for everyone who uses this sandbox.
 *
 * @throws {SandboxControlError} If no sandbox answers.
 */
export async function advanceSandboxClock(seconds: number): Promise<void> {
  await controlSandbox("POST clock", { advance_seconds: seconds });
}
