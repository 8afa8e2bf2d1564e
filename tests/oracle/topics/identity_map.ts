import type { Identity } from "../../../lib/services/auth/identity.ts";
import type { IdentitiesParams } from "../../../lib/services/auth/client.ts";
import { IdentityMap, type IdentityMapOptions } from "../../../lib/services/auth/identity_map.ts";
import type { Json } from "../harness.ts";
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

const digits = (id: string) => id.replace(/[{}-]/g, "").toLowerCase();

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
    default:
      return await big(input);
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

const bigId = (n: number) => `${n.toString(16).padStart(8, "0")}-0000-4000-8000-000000000000`;
const bigName = (n: number) => `name${n}@example.org`;

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

/** What we do on purpose instead of what Python does. */
export function instead({ input, expect }: Vector): Instead | undefined {
  const reason = "an identity is found and kept in whatever spelling it is asked for";
  const known = (input.known_identities ?? []) as Identity[];
  const find = (key: string) =>
    known.find(({ id, username }) =>
      digits(id) === digits(key) || username.toLowerCase() === key.toLowerCase()
    );
  let changed = false;
  const seen = new Set<string>();
  const steps = expect.steps?.map((step: Json, i: number) => {
    const key: string = input.operations[i].at(-1);
    const found = step.raises && input.operations[i].includes("lookup") ? find(key) : undefined;
    if (found) {
      changed = true;
      const calls = seen.has(found.id) ? [] : step.calls;
      seen.add(found.id);
      return { returns: found.id, calls };
    }
    if (step.returns && find(key)) seen.add(find(key)!.id);
    return step;
  });
  return changed ? { reason, expect: { steps } } : undefined;
}

/** Differences on purpose beyond {@link instead}. There are none. */
export const differences: Record<string, string> = {};
