type Compare = (a: unknown, b: unknown) => boolean;
type Bytes = ArrayLike<number | bigint>;

const TypedArray: abstract new () => Bytes = Object.getPrototypeOf(Uint8Array);

/** Prototypes of built-in classes whose string form holds the whole value. */
const comparedAsText = new Set<object>(
  [URL, URLSearchParams, RegExp, Intl.Locale, ...Object.values(globalThis.Temporal ?? {})]
    .map((builtIn) => (builtIn as { prototype?: object }).prototype)
    .filter((prototype) => prototype !== undefined),
);

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** Strict equality, with `NaN` equal to itself and `0` equal to `-0`. */
function same(a: unknown, b: unknown): boolean {
  return a === b || (a !== a && b !== b);
}

/** The prototype of a value. An object without one counts as a plain object. */
function prototypeOf(value: object): object {
  return Object.getPrototypeOf(value) ?? Object.prototype;
}

function sameElements(a: Bytes, b: Bytes): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!same(a[i], b[i])) return false;
  return true;
}

function isBuffer(value: object): value is ArrayBufferLike {
  return value instanceof ArrayBuffer || value instanceof SharedArrayBuffer;
}

/**
 * The keys to compare: own enumerable keys of plain objects and arrays; getters and hidden keys too
 * of class instances.
 */
function* keysOf(value: object): Generator<PropertyKey> {
  const plain = prototypeOf(value) === Object.prototype || prototypeOf(value) === Array.prototype;
  if (plain) {
    const isShown = Object.prototype.propertyIsEnumerable;
    for (const key of Reflect.ownKeys(value)) {
      if (isShown.call(value, key)) yield key;
    }
    return;
  }
  for (
    let level: object | null = value;
    level && level !== Object.prototype && level !== Array.prototype;
    level = Object.getPrototypeOf(level)
  ) {
    yield* Reflect.ownKeys(level);
  }
}

function sameMembers(a: ReadonlySet<unknown>, b: ReadonlySet<unknown>, compare: Compare): boolean {
  const members = [...a];
  if (!members.some((member) => isObject(member) || typeof member === "function")) {
    return members.every((member) => b.has(member));
  }
  return members.every((member) => b.values().some((other) => compare(member, other)));
}

function sameEntries(
  a: ReadonlyMap<unknown, unknown>,
  b: ReadonlyMap<unknown, unknown>,
  compare: Compare,
): boolean {
  const entries = [...a];
  if (!entries.some(([key]) => isObject(key) || typeof key === "function")) {
    return entries.every(([key, value]) => b.has(key) && compare(value, b.get(key)));
  }
  return entries.every(([key, value]) =>
    b.entries().some(([otherKey, other]) => compare(key, otherKey) && compare(value, other))
  );
}

/**
 * Compares two values deeply.
 *
 * Functions, promises and other opaque values are equal only if they are the same object. A key whose
 * value is `undefined` counts as a key. A hole in a list does not equal `undefined`.
 *
 * @throws {TypeError} If a value holds a `WeakMap` or a `WeakSet`, whose members cannot be listed.
 */
export function equal(a: unknown, b: unknown): boolean {
  /** Pairs that are being compared, so that a circular reference ends the comparison. */
  const pairs = new Map<object, object>();

  function compare(a: unknown, b: unknown): boolean {
    if (same(a, b)) return true;
    if (!isObject(a) || !isObject(b)) return false;
    if (a instanceof Date && b instanceof Date) {
      return same(a.getTime(), b.getTime());
    }
    if (prototypeOf(a) !== prototypeOf(b)) return false;
    if (a instanceof TypedArray && b instanceof TypedArray) {
      return sameElements(a, b);
    }
    if (isBuffer(a) && isBuffer(b)) {
      return sameElements(new Uint8Array(a), new Uint8Array(b));
    }
    if (a instanceof WeakMap) {
      throw new TypeError("Cannot compare WeakMap instances");
    }
    if (a instanceof WeakSet) {
      throw new TypeError("Cannot compare WeakSet instances");
    }
    if (a instanceof WeakRef && b instanceof WeakRef) {
      return compare(a.deref(), b.deref());
    }
    if (pairs.get(a) === b) return true;
    if (Object.keys(a).length !== Object.keys(b).length) return false;
    pairs.set(a, b);

    if (a instanceof Set && b instanceof Set) {
      return a.size === b.size && sameMembers(a, b, compare);
    }
    if (a instanceof Map && b instanceof Map) {
      return a.size === b.size && sameEntries(a, b, compare);
    }
    if (comparedAsText.has(prototypeOf(a))) return String(a) === String(b);

    for (const key of new Set([...keysOf(a), ...keysOf(b)])) {
      if (key in a !== key in b) return false;
      if (!compare(Reflect.get(a, key), Reflect.get(b, key))) return false;
    }
    return true;
  }

  return compare(a, b);
}
