/**
 * Programs that a machine may lack.
 *
 * @module
 */

/** Whether this machine has a program that says its version. */
export function hasProgram(name: string): boolean {
  try {
    const output = { stdout: "null", stderr: "null" } as const;
    return new Deno.Command(name, { args: ["--version"], ...output }).outputSync().success;
  } catch (error) {
    // It is thrown at once, by the asynchronous form too.
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
