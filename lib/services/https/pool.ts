/** How {@link pooled} works. */
interface PoolOptions {
  /** Items that are worked on at the same time. */
  readonly concurrency: number;
  /** Ends everything. */
  readonly signal: AbortSignal | undefined;
}

/**
 * Works on the items of a source, several at a time, and yields each result once it is there. An error of
 * the source or of the work ends everything; so does leaving the loop.
 */
export async function* pooled<Item, Result>(
  source: AsyncIterable<Item> | Iterable<Item>,
  work: (item: Item, signal: AbortSignal) => Promise<Result>,
  { concurrency, signal: outer }: PoolOptions,
): AsyncGenerator<Result, void, void> {
  if (!(Number.isInteger(concurrency) && concurrency >= 1 && concurrency <= 64)) {
    throw new RangeError("Cannot copy files: concurrency must be a whole number from 1 to 64");
  }
  outer?.throwIfAborted();
  const stop = new AbortController();
  const signal = outer ? AbortSignal.any([outer, stop.signal]) : stop.signal;
  const items = iterate(source);
  const results: Result[] = [];
  const running = new Set<Promise<void>>();
  let failure: { readonly thrown: unknown } | undefined;
  let wake = () => {};
  const fail = (thrown: unknown) => {
    failure ??= { thrown };
    wake();
  };
  const start = (item: Item) => {
    const over: Promise<void> = work(item, signal).then((result) => void results.push(result))
      .catch(fail).finally(() => {
        running.delete(over);
        wake();
      });
    running.add(over);
  };
  let isReading = false;
  let isOver = false;
  const read = async () => {
    isReading = true;
    try {
      const { done, value } = await items.next();
      if (done) isOver = true;
      else if (!signal.aborted) start(value);
    } catch (error) {
      isOver = true;
      fail(error);
    } finally {
      isReading = false;
      wake();
    }
  };
  const onAbort = () => fail(outer!.reason);
  outer?.addEventListener("abort", onAbort);
  try {
    for (;;) {
      if (failure) throw failure.thrown;
      if (results.length > 0) {
        yield results.shift()!;
        continue;
      }
      if (isOver && running.size === 0) return;
      const woken = new Promise<void>((resolve) => wake = resolve);
      if (!isOver && !isReading && running.size < concurrency) void read();
      await woken;
    }
  } finally {
    outer?.removeEventListener("abort", onAbort);
    stop.abort(new DOMException("The copy has ended", "AbortError"));
    await Promise.all(running);
    // A source that is being read ends after that.
    const ended = isOver ? undefined : Promise.resolve(items.return?.());
    if (isReading) ended?.catch(() => {});
    else await ended;
  }
}

function iterate<Item>(
  source: AsyncIterable<Item> | Iterable<Item>,
): AsyncIterator<Item> | Iterator<Item> {
  return Symbol.asyncIterator in source
    ? source[Symbol.asyncIterator]()
    : source[Symbol.iterator]();
}
