import { assertEquals } from "./equals.ts";

// deno-lint-ignore no-explicit-any -- the signature of the package this stands in for
type Loose = Record<PropertyKey, any>;

function isObject(value: unknown): value is Loose {
  return typeof value === "object" && value !== null;
}

/** Makes a function that copies from `actual` only the keys that `wanted` has, at every depth. */
function reducer(): (actual: unknown, wanted: unknown) => unknown {
  const seen = new WeakMap<object, object>();

  function list(actual: unknown[], wanted: unknown[]): unknown[] {
    if (seen.get(actual) === wanted) return actual;
    seen.set(actual, wanted);
    return actual.slice(0, wanted.length).map((item, i) => reduce(item, wanted[i]));
  }

  function record(actual: Loose, wanted: Loose): Loose {
    if (seen.get(actual) === wanted) return actual;
    seen.set(actual, wanted);
    const reduced: Loose = {};
    for (const key of Reflect.ownKeys(wanted)) {
      if (!Object.hasOwn(actual, key)) continue;
      Object.defineProperty(reduced, key, {
        value: reduce(actual[key as string], wanted[key as string]),
        configurable: true,
        enumerable: true,
        writable: true,
      });
    }
    return reduced;
  }

  function map(actual: Map<unknown, unknown>, wanted: Map<unknown, unknown>): unknown {
    const shared = [...actual].filter(([key]) => wanted.has(key));
    return new Map(
      shared.map(([key, value]) => {
        const other = wanted.get(key);
        return [key, isObject(value) && isObject(other) ? record(value, other) : value];
      }),
    );
  }

  function reduce(actual: unknown, wanted: unknown): unknown {
    if (!isObject(actual) || !isObject(wanted)) return actual;
    if (actual instanceof RegExp || actual instanceof Date) return actual;
    if (Array.isArray(actual) && Array.isArray(wanted)) {
      return list(actual, wanted);
    }
    if (actual instanceof Map && wanted instanceof Map) {
      return map(actual, wanted);
    }
    if (actual instanceof Set && wanted instanceof Set) {
      return actual.intersection(wanted);
    }
    return record(actual, wanted);
  }

  return (actual, wanted) => {
    if (!isObject(actual)) {
      const kind = actual === null ? "null" : `type ${typeof actual}`;
      throw new TypeError(`Cannot assertObjectMatch ${kind}`);
    }
    return record(actual, wanted as Loose);
  };
}

/**
 * Asserts that `actual` has every key and value of `expected`, at every depth. It may have more.
 *
 * A list may be longer than the expected one. Classes are not compared, only their content.
 *
 * @throws {AssertionError} If a key of `expected` is absent or its value differs.
 */
export function assertObjectMatch(
  // deno-lint-ignore no-explicit-any -- the signature of the package this stands in for
  actual: Record<PropertyKey, any>,
  expected: Record<PropertyKey, unknown>,
  msg?: string,
): void {
  assertEquals(reducer()(actual, expected), reducer()(expected, expected), msg);
}
