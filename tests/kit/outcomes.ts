/** Reads all items of a source. */
export async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of source) all.push(one);
  return all;
}

/** The error with which a promise rejects or a function fails; throws if neither does. */
export async function errorOf(outcome: Promise<unknown> | (() => unknown)): Promise<Error> {
  try {
    await (typeof outcome === "function" ? outcome() : outcome);
  } catch (error) {
    if (error instanceof Error) return error;
    throw new Error(`What was thrown is not an Error: ${error}`);
  }
  throw new Error("There was no error");
}
