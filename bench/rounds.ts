/** The median of numbers in any order. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

/** What {@link compare} found. */
export interface Compared {
  /** Median milliseconds of a round. */
  ms: number;
  /** Median ratio to the time of the first job in the same round. */
  ratio: number;
}

/**
 * Times jobs in rounds that run each job once, and compares within each round, so that other load and
 * the current speed of the machine affect all jobs alike.
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
