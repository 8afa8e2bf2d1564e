import type { isObject } from "../core/guards.ts";
import type { TokenStorageError } from "./errors.ts";
import type { TokenDocuments, TokenTransaction } from "./token_storage.ts";

/** The newest format of the Python SDK's files. New files get it. */
const FORMAT_VERSION = "2.0";
/** The version of the Python SDK that defines the format. Files name the version that wrote them. */
export const FORMAT_SDK_VERSION = "4.10.0";

/** What to do about a store that cannot be read. Only stores in files have `setAside()`. */
export const UNCHANGED_ADVICE =
  "it is unchanged. Rename it with setAside(), or remove it, to begin a new one";

/** What readers of the format need of the rest of the SDK. It is passed in: they load later. */
export interface FormatTools {
  readonly TokenStorageError: typeof TokenStorageError;
  readonly isObject: typeof isObject;
}

/** The content of a file of tokens. */
export interface TokenFile {
  /** Documents by namespace, unchecked: those of other namespaces may be malformed. */
  readonly data: Map<string, unknown>;
  /** All other members, which are written back unchanged. */
  readonly head: ReadonlyMap<string, unknown>;
}

/** The content of a file that does not exist yet. */
export function emptyTokenFile(): TokenFile {
  return {
    data: new Map(),
    head: new Map([["format_version", FORMAT_VERSION], ["globus-sdk.version", FORMAT_SDK_VERSION]]),
  };
}

/**
 * Reads the text of a file that the Python SDK has written, also in the format of its version 3.
 *
 * @param name Names the file in errors.
 * @throws {TokenStorageError} `corrupt`, or `newer-format`.
 */
export function parseTokenFile(text: string, name: string, tools: FormatTools): TokenFile {
  const { TokenStorageError, isObject } = tools;
  const fail = (state: string, problem: "corrupt" | "newer-format" = "corrupt"): never => {
    throw new TokenStorageError(
      `Cannot read ${name}: ${state}; ${UNCHANGED_ADVICE}`,
      problem,
    );
  };
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch { // The cause is dropped: its message quotes the file.
    return fail("it is not JSON");
  }
  if (!isObject(document)) return fail("it is not a JSON object");
  const { format_version: version } = document;
  if (typeof version !== "string") return fail("format_version is missing");
  if (version === "1.0") {
    const { by_rs: tokens } = document;
    return isObject(tokens)
      ? { ...emptyTokenFile(), data: new Map([["DEFAULT", tokens]]) }
      : fail("it does not contain tokens");
  }
  if (version !== FORMAT_VERSION) {
    return Number(/^(\d{1,9})\.\d+$/.exec(version)?.[1]) >= 2
      ? fail("it has a newer format", "newer-format")
      : fail("its format is unknown");
  }
  const { data } = document;
  if (!isObject(data)) return fail("it does not contain tokens");
  if (typeof document["globus-sdk.version"] !== "string") {
    return fail("globus-sdk.version is missing");
  }
  const head = new Map(Object.entries(document));
  head.delete("data");
  return { data: new Map(Object.entries(data)), head };
}

/**
 * The documents of a namespace.
 *
 * @throws {TokenStorageError} If the namespace is malformed.
 */
export function documentsOf(
  file: TokenFile,
  namespace: string,
  name: string,
  { TokenStorageError, isObject }: FormatTools,
): TokenDocuments {
  const documents = file.data.get(namespace) ?? {};
  if (!isObject(documents)) {
    throw new TokenStorageError(
      `Cannot read ${name}: namespace ${JSON.stringify(namespace)} does not contain tokens;` +
        ` ${UNCHANGED_ADVICE}`,
      "corrupt",
    );
  }
  return new Map(Object.entries(documents));
}

/** The text of a file in which a change has replaced the documents of one namespace. */
export function printTokenFile(
  file: TokenFile,
  namespace: string,
  { documents, changes }: TokenTransaction,
): string {
  const data = new Map(file.data);
  const head = new Map(file.head);
  const stores = [...changes.values()].some((change) => change !== undefined);
  if (stores) head.set("globus-sdk.version", FORMAT_SDK_VERSION);
  // Do not write a namespace that was and is empty.
  if (documents.size > 0 || data.has(namespace)) {
    data.set(namespace, Object.fromEntries(documents));
  }
  return JSON.stringify({
    data: Object.fromEntries(data),
    ...Object.fromEntries(head),
  });
}
