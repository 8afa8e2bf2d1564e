import { isObject } from "../core/guards.ts";
import { TokenStorageError } from "./errors.ts";
import type { TokenDocuments, TokenTransaction } from "./token_storage.ts";

/** The newest format of the Python SDK's files, which is the one written here. */
const FORMAT_VERSION = "2.0";
/** The version of the Python SDK that defines it: its files name the SDK that made them. */
export const FORMAT_SDK_VERSION = "4.10.0";

/** What a file of tokens holds. */
export interface TokenFile {
  /** Documents by namespace, as they are written: what belongs to others may be malformed. */
  readonly data: Map<string, unknown>;
  /** All other members, which are written back. */
  readonly head: ReadonlyMap<string, unknown>;
}

/** What an absent file counts as. */
export function emptyTokenFile(): TokenFile {
  return {
    data: new Map(),
    head: new Map([["format_version", FORMAT_VERSION], ["globus-sdk.version", FORMAT_SDK_VERSION]]),
  };
}

/**
 * Reads the text of a file, as the Python SDK writes it, also in the format of its version 3.
 *
 * @param name Names the file in errors.
 * @throws {TokenStorageError} `corrupt`, or `newer-format`.
 */
export function parseTokenFile(text: string, name: string): TokenFile {
  const fail = (state: string, problem: "corrupt" | "newer-format" = "corrupt"): never => {
    throw new TokenStorageError(
      `Cannot read ${name}: ${state}; it was left as it is. setAside() moves it out of the way`,
      problem,
    );
  };
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch { // Not as the cause: its message quotes the file.
    return fail("it is not JSON");
  }
  if (!isObject(document)) return fail("it is not a JSON object");
  const { format_version: version } = document;
  if (typeof version !== "string") return fail("it names no format");
  if (version === "1.0") {
    const { by_rs: tokens } = document;
    return isObject(tokens)
      ? { ...emptyTokenFile(), data: new Map([["DEFAULT", tokens]]) }
      : fail("it holds no tokens");
  }
  if (version !== FORMAT_VERSION) {
    return Number(/^(\d{1,9})\.\d+$/.exec(version)?.[1]) >= 2
      ? fail("it has a newer format", "newer-format")
      : fail("its format is unknown");
  }
  const { data } = document;
  if (!isObject(data)) return fail("it holds no tokens");
  if (typeof document["globus-sdk.version"] !== "string") return fail("it names no SDK");
  const head = new Map(Object.entries(document));
  head.delete("data");
  return { data: new Map(Object.entries(data)), head };
}

/**
 * The documents of a namespace.
 *
 * @throws {TokenStorageError} If the namespace is malformed.
 */
export function documentsOf(file: TokenFile, namespace: string, name: string): TokenDocuments {
  const documents = file.data.get(namespace) ?? {};
  if (!isObject(documents)) {
    throw new TokenStorageError(
      `Cannot read ${name}: namespace ${JSON.stringify(namespace)} holds no tokens;` +
        " it was left as it is. setAside() moves it out of the way",
      "corrupt",
    );
  }
  return new Map(Object.entries(documents));
}

/** Writes a file with the documents of one namespace replaced by those that a change leaves. */
export function printTokenFile(
  file: TokenFile,
  namespace: string,
  { documents, changes }: TokenTransaction,
): string {
  const data = new Map(file.data);
  const head = new Map(file.head);
  const stores = [...changes.values()].some((change) => change !== undefined);
  if (stores) head.set("globus-sdk.version", FORMAT_SDK_VERSION);
  // A namespace that never held anything leaves no trace.
  if (documents.size > 0 || data.has(namespace)) {
    data.set(namespace, Object.fromEntries(documents));
  }
  return JSON.stringify({
    data: Object.fromEntries(data),
    ...Object.fromEntries(head),
  });
}
