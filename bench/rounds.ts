/** The middle one of some numbers. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

/** What {@link compare} found. */
export interface Compared {
  /** Milliseconds of a round: the middle one. */
  ms: number;
  /** Share of the first one's time in the same round: the middle one. */
  ratio: number;
}

/**
 * Times jobs in rounds in which each has its turn, and compares within each round, so that what
 * else the machine does, and the speed it happens to run at, meets all alike.
 *
 * @param jobs What is timed; ratios are to the first.
 * @param rounds Rounds that count; the first that do not are as many as `warmUps`.
 */
export async function compare(
  jobs: readonly (() => Promise<unknown>)[],
  rounds: number,
  warmUps: number,
): Promise<Compared[]> {
  const times: number[][] = jobs.map(() => []);
  for (let round = 0; round < warmUps + rounds; round++) {
    // Each job is first, second and third in turn, so that none always follows the same one.
    for (let turn = 0; turn < jobs.length; turn++) {
      const which = (round + turn) % jobs.length;
      const start = performance.now();
      await jobs[which]();
      if (round >= warmUps) times[which].push(performance.now() - start);
    }
  }
  return times.map((all) => ({
    ms: median(all),
    ratio: median(all.map((ms, round) => ms / times[0][round])),
  }));
}
