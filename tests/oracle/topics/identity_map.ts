import type { Identity } from "../../../lib/services/auth/documents/identity.ts";
import type { IdentitiesParams } from "../../../lib/services/auth/client.ts";
import { IdentityMap, type IdentityMapOptions } from "../../../lib/services/auth/identity_map.ts";
import { type Json, NotYetThere } from "../harness.ts";
import type { Instead, Vector } from "../semantics.ts";

interface Call {
  kind: string;
  values: string[];
}

/** Finds identities by id in any case and form, and answers in its own spelling. */
class IdentityService {
  readonly calls: Call[] = [];
  readonly #find: (kind: string, key: string) => Identity | undefined;

  constructor(find: (kind: string, key: string) => Identity | undefined) {
    this.#find = find;
  }

  getIdentities(params: IdentitiesParams): Promise<Identity[]> {
    const [[kind, values]] = Object.entries(params) as [string, string[]][];
    this.calls.push({ kind, values });
    return Promise.resolve(values.flatMap((key) => this.#find(kind, key) ?? []));
  }

  /** The calls since the last look, as the vectors write them. */
  takeCalls(): Call[] {
    return this.calls.splice(0).map(({ kind, values }) => ({ kind, values: values.sort() }));
  }
}

function digits(id: string) {
  return id.toLowerCase().replace(/^urn:uuid:|[{}-]/g, "");
}

function serviceOf(known: Identity[]): IdentityService {
  return new IdentityService((kind, key) =>
    known.find((identity) =>
      kind === "ids"
        ? digits(identity.id) === digits(key)
        : identity.username.toLowerCase() === key.toLowerCase()
    )
  );
}

/** Does what a vector of the topic `identity_map` says. */
export async function run({ id, input }: Vector): Promise<unknown> {
  switch (id.split("/")[1]) {
    case "steps": {
      const { start, batch_size: idBatchSize, cache } = input;
      const service = serviceOf(input.known_identities);
      const map = new IdentityMap(service, {
        identityIds: start,
        idBatchSize,
        cache: cache && new Map(Object.entries(cache)),
      });
      const steps = [];
      for (const step of input.operations) steps.push(await operate(map, service, step));
      return { steps };
    }
    case "shared-cache": {
      const service = serviceOf(input.known_identities);
      const cache: IdentityMapOptions["cache"] = new Map();
      const maps = new Map(
        Object.entries(input.maps as Record<string, Json>).map(([name, { start }]) => [
          name,
          new IdentityMap(service, { identityIds: start, cache }),
        ]),
      );
      const steps = [];
      for (const [name, ...step] of input.operations) {
        steps.push(await operate(maps.get(name)!, service, step));
      }
      return { steps };
    }
    case "record": {
      const map = new IdentityMap(serviceOf(input.known_identities));
      const record = await map.get(input.lookup);
      return { record, by_username: await map.get(record!.username) };
    }
    case "big":
      return await big(input);
    default:
      throw new NotYetThere(id);
  }
}

async function operate(
  map: IdentityMap,
  service: IdentityService,
  [operation, key, fallback]: string[],
): Promise<unknown> {
  // Undefined and false are for a Map what KeyError is for a dict.
  const missing = { raises: "KeyError", is_a: ["LookupError"] };
  const outcome = await (async () => {
    switch (operation) {
      case "add":
        return { returns: map.add(key) };
      case "delete":
        return map.delete(key) ? { returns: null } : missing;
      case "get":
        return { returns: (await map.get(key))?.id ?? fallback ?? null };
      default: {
        const found = await map.get(key);
        return found ? { returns: found.id } : missing;
      }
    }
  })();
  return { ...outcome, calls: service.takeCalls() };
}

function bigId(n: number) {
  return `${n.toString(16).padStart(8, "0")}-0000-4000-8000-000000000000`;
}

function bigName(n: number) {
  return `name${n}@example.org`;
}

/** More keys are pending than a call holds. */
async function big(input: Json): Promise<unknown> {
  const ids = Array.from({ length: input.pending_ids }, (_, n) => bigId(n));
  const names = Array.from({ length: input.pending_usernames }, (_, n) => bigName(n));
  const service = new IdentityService((kind, key) => {
    const n = kind === "ids" ? ids.indexOf(key) : names.indexOf(key) + 100_000;
    return { id: bigId(n), username: bigName(n - 100_000) } as Identity;
  });
  const map = new IdentityMap(service, {
    identityIds: [...ids, ...names],
    idBatchSize: input.batch_size,
  });
  for (const key of [...ids, ...names]) await map.get(key);
  const { calls } = service;
  const sizes = calls.map(({ kind, values }) => ({ kind, size: values.length }));
  const asked = calls.flatMap(({ values }) => values);
  if (ids.length > 0 && names.length > 0) {
    return { first_call: sizes[0], largest_call: Math.max(...sizes.map(({ size }) => size)) };
  }
  return { calls: sizes, nothing_asked_twice: new Set(asked).size === asked.length };
}

/** An identity map by our rules: keys in any spelling are one, for the map and for its cache. */
class PlayedMap {
  readonly #known: Identity[];
  readonly #cache: Map<string, Identity>;
  readonly #size: number;
  /** The spellings of keys that will be needed, by their keys. */
  readonly #pending: Record<string, Map<string, string>> = { ids: new Map(), usernames: new Map() };

  constructor(known: Identity[], cache: Map<string, Identity>, start: Json, size?: number) {
    this.#known = known;
    this.#cache = cache;
    this.#size = size || 100;
    for (const key of [start ?? []].flat()) this.#add(key);
  }

  operate([operation, given, fallback]: string[]): Json {
    const calls: Call[] = [];
    const missing = { raises: "KeyError", is_a: ["LookupError"], calls };
    if (operation === "add") return { returns: this.#add(given), calls };
    if (operation === "delete") {
      return this.#cache.delete(keyOf(given)) ? { returns: null, calls } : missing;
    }
    if (!this.#cache.has(keyOf(given))) calls.push(this.#ask(given));
    const found = this.#cache.get(keyOf(given))?.id;
    if (operation === "get") return { returns: found ?? fallback ?? null, calls };
    return found ? { returns: found, calls } : missing;
  }

  #add(given: string): boolean {
    const pending = this.#pending[kindOf(given)];
    if (this.#cache.has(keyOf(given)) || pending.has(keyOf(given))) return false;
    pending.set(keyOf(given), given);
    return true;
  }

  /** Asks for a key, with as many of those pending as fit beside it. */
  #ask(given: string): Call {
    const kind = kindOf(given);
    const batch = new Map([[keyOf(given), given]]);
    for (const [key, spelling] of this.#pending[kind]) {
      if (this.#cache.has(key)) this.#pending[kind].delete(key);
      else if (batch.size < this.#size) batch.set(key, spelling);
    }
    for (const key of batch.keys()) this.#pending[kind].delete(key);
    const field = kind === "ids" ? "id" : "username";
    for (const identity of this.#known.filter((one) => batch.has(keyOf(one[field])))) {
      this.#cache.set(keyOf(identity.id), identity).set(keyOf(identity.username), identity);
    }
    return { kind, values: [...batch.values()].sort() };
  }
}

function isId(key: string) {
  return /^[0-9a-f]{32}$/.test(digits(key));
}

function kindOf(key: string) {
  return isId(key) ? "ids" : "usernames";
}

function keyOf(key: string) {
  return isId(key) ? digits(key) : key.toLowerCase();
}

/** What we do on purpose instead of what Python does. */
export function instead({ id, input }: Vector): Instead | undefined {
  const reason = "an identity is found in any spelling of its id or name";
  const { known_identities: known, maps, operations } = input;
  const cache = new Map<string, Identity>(Object.entries(input.cache ?? {}));
  switch (id.split("/")[1]) {
    case "steps": {
      const map = new PlayedMap(known, keyed(cache), input.start, input.batch_size);
      return { reason, expect: { steps: operations.map((step: string[]) => map.operate(step)) } };
    }
    case "shared-cache": {
      const played = Object.fromEntries(
        Object.entries<Json>(maps).map(([name, { start }]) => [
          name,
          new PlayedMap(known, cache, start),
        ]),
      );
      return {
        reason,
        expect: {
          steps: operations.map(([name, ...step]: string[]) => played[name].operate(step)),
        },
      };
    }
  }
}

/** A cache of the caller by our keys. One that is spelled otherwise is not found. */
function keyed(cache: Map<string, Identity>) {
  return new Map(
    [...cache].filter(([key]) => key === key.toLowerCase() && (!isId(key) || key.length === 36))
      .map(([key, identity]) => [
        keyOf(key),
        identity,
      ]),
  );
}
