import { hash32, SeededRandom } from "../random.ts";
import { WELL_KNOWN } from "./collections.ts";

/** A place where a program may listen or connect, on a server: a stream gateway there. */
export interface StreamAccessPointRecord {
  /** UUID. */
  id: string;
  /** Name for people. */
  displayName: string;
  /** UUID of the server. */
  hostId: string;
  /** Username shown as its owner. */
  owner: string;
  /** Other fields of the stream gateway, under the names of its manager. */
  readonly fields: Map<string, unknown>;
}

const POINTS = 230;

/** The stream access points of a world, on its servers. */
export function seedStreamAccessPoints(seed: number): StreamAccessPointRecord[] {
  const hosts = [WELL_KNOWN.fjordEndpoint, WELL_KNOWN.meridianEndpoint, WELL_KNOWN.harborEndpoint];
  return Array.from({ length: POINTS }, (_, i) => {
    const random = new SeededRandom(hash32(`stream ${seed}/${i}`));
    return {
      id: random.uuid(),
      displayName: `Instrument stream ${i + 1}`,
      hostId: random.pick(hosts),
      owner: "kofi@harbor.example",
      fields: new Map(),
    };
  });
}

/** The DNS name of a stream access point. */
export function streamHost({ id }: StreamAccessPointRecord): string {
  const label = hash32(id).toString(16).padStart(8, "0");
  return `s-${label.slice(0, 5)}.${label.slice(4)}.data.globus.org`;
}
