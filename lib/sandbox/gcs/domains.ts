import type { JsonDocument } from "../http/json.ts";
import type { Collection } from "../transfer/collection.ts";
import type { CollectionStore } from "../transfer/collections.ts";

/** A domain name of its own that an endpoint or a collection has. */
export interface DomainRecord {
  /** DNS name, in lower case. */
  readonly name: string;
  /** Whether collections below it move there too. */
  readonly wildcard: boolean;
  /** Other fields of its document, under the service's names; without the private key. */
  readonly fields: ReadonlyMap<string, unknown>;
}

/** The domain names that administrators have set, by the UUID of what they are for. */
export class DomainBook {
  readonly #byId = new Map<string, DomainRecord>();

  /** The own domain of an endpoint or a collection. */
  get(id: string): DomainRecord | undefined {
    return this.#byId.get(id);
  }

  /**
   * Sets or takes away the own domain of an endpoint or a collection. What is below a wildcard
   * domain moves with it.
   *
   * @param all The endpoint, its mapped collections and their guests, in any order.
   */
  set(
    id: string,
    domain: DomainRecord | undefined,
    collections: CollectionStore,
    all: readonly Collection[],
  ): void {
    if (domain) this.#byId.set(id, domain);
    else this.#byId.delete(id);
    for (const collection of all) collections.rename(collection, this.nameOf(collection));
  }

  /** The DNS name that an endpoint or a collection has now. */
  nameOf(collection: Collection): string | null {
    const own = this.#byId.get(collection.id);
    if (own) return own.name;
    const { firstDomain } = collection;
    for (let above = collection.host; above; above = above.host) {
      const domain = this.#byId.get(above.id);
      if (domain?.wildcard) return `${firstDomain?.split(".", 1)[0]}.${domain.name}`;
    }
    return firstDomain;
  }
}

/** The document of a domain. */
export function domainDocument({ name, wildcard, fields }: DomainRecord): JsonDocument {
  return {
    DATA_TYPE: "domain#1.0.0",
    domain_name: name,
    wildcard,
    certificate: null,
    certificate_chain: null,
    certificate_chain_path: null,
    certificate_path: null,
    private_key_path: null,
    ...Object.fromEntries(fields),
  };
}
