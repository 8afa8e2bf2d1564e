import type { JsonDocument } from "../http/json.ts";
import { hash32, SeededRandom } from "../random.ts";

/** A machine that moves an endpoint's data. */
export interface NodeRecord {
  /** UUID of the node. */
  readonly id: string;
  /** UUID of the endpoint that it belongs to. */
  readonly endpointId: string;
  /** Fields of its document, under the service's names. */
  fields: ReadonlyMap<string, unknown>;
}

/** All nodes, by id. Each endpoint has one from the start. */
export class NodeBook {
  /** Nodes by id, those of endpoints that were asked about. */
  readonly byId: Map<string, NodeRecord> = new Map();
  readonly #drawn = new Set<string>();

  /** The nodes of an endpoint. */
  of(endpointId: string): NodeRecord[] {
    if (!this.#drawn.has(endpointId)) {
      this.#drawn.add(endpointId);
      const random = new SeededRandom(hash32(`node of ${endpointId}`));
      const id = random.uuid();
      const fields = new Map<string, unknown>([
        ["ip_addresses", [`192.0.2.${1 + random.below(250)}`]],
        ["status", "active"],
      ]);
      this.byId.set(id, { id, endpointId, fields });
    }
    return [...this.byId.values()].filter((node) => node.endpointId === endpointId);
  }
}

/** The document of a node. */
export function nodeDocument({ id, fields }: NodeRecord): JsonDocument {
  return {
    DATA_TYPE: "node#1.2.0",
    id,
    incoming_port_range: [50_000, 51_000],
    outgoing_port_range: [50_000, 51_000],
    data_interface: null,
    data_interface6: null,
    ...Object.fromEntries(fields),
  };
}
