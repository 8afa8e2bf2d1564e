/**
 * A measure of work that is the same on every machine, however busy: how often blocks of code run.
 *
 * @module
 */

import { type Profiler, Session } from "node:inspector";

const session = new Session();
session.connect();

function post<T = void>(method: string, options?: object): Promise<T> {
  return new Promise((resolve, reject) =>
    session.post(method, options, (error, result) => error ? reject(error) : resolve(result as T))
  );
}

// V8 counts the blocks of functions that it compiles from now on. So it has to begin before any of them
// runs: when this module loads.
await post("Profiler.enable");
await post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });

/**
 * Counts how often the blocks of the project's code run: a branch, or one turn of a loop, is a step. The
 * work of V8's own functions, such as regular expressions, does not count.
 */
export async function countSteps(act: () => unknown): Promise<number> {
  await post("Profiler.takePreciseCoverage");
  await act();
  const { result } = await post<Profiler.TakePreciseCoverageReturnType>(
    "Profiler.takePreciseCoverage",
  );
  return result.filter(({ url }) => url.startsWith("file:"))
    .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges))
    .reduce((sum, { count }) => sum + count, 0);
}
