/**
 * Makes room in a map that would grow for as long as a sandbox runs: its oldest entries go.
 *
 * @param map Entries, the oldest first.
 * @param most How many entries may be there before a new one is added.
 * @param mayGo Whether an entry may go. @default All may.
 * @returns The keys of the entries that went.
 */
export function makeRoom<T>(
  map: Map<string, T>,
  most: number,
  mayGo: (entry: T) => boolean = () => true,
): string[] {
  const gone: string[] = [];
  if (map.size < most) return gone;
  // A tenth more, so that the next entries find room without a search.
  const left = Math.floor(most * 0.9);
  for (const [key, entry] of map) {
    if (map.size <= left) break;
    if (!mayGo(entry)) continue;
    map.delete(key);
    gone.push(key);
  }
  return gone;
}
