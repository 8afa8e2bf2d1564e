/** A time as Search writes it: `2021-04-05 15:05:18`, in UTC. */
export function searchTime(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace("T", " ");
}
