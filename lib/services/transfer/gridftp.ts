import { plainText } from "../../core/text.ts";

/** What a collection's server said, taken out of the text in which Transfer quotes it. */
export interface GridFtpReport {
  /** What Transfer was doing, such as `Path not found, Error (list)`. */
  readonly headline: string;
  /** Name and UUID of the collection. */
  readonly endpoint?: string;
  /** Address of the server. */
  readonly server?: string;
  /** What the server was asked, such as `MLST /foo`. */
  readonly command?: string;
  /** What Transfer made of the answer, such as `Fatal FTP Response`. */
  readonly message?: string;
  /** The server's code for it, such as `PATH_NOT_FOUND`. */
  readonly code?: string;
  /** What went wrong, in the words of the server's system. */
  readonly reason?: string;
  /** Number of the system's error (errno), such as 2. */
  readonly errno?: number;
  /** Three digits of the reply, such as 550. */
  readonly replyCode?: number;
  /** What is wrong, in a sentence for people. */
  readonly summary: string;
}

/** Characters of a text that are read: many times the size of a real one. */
const MAX_LENGTH = 65_536;

const FIELDS: ReadonlyMap<string, "endpoint" | "server" | "command" | "message"> = new Map([
  ["Endpoint", "endpoint"],
  ["Server", "server"],
  ["Command", "command"],
  ["Message", "message"],
]);

/** Codes of Globus Connect Server, by what they mean for a person. */
const SUMMARIES: ReadonlyMap<string, string> = new Map([
  ["PATH_NOT_FOUND", "There is no such file or directory"],
  ["PATH_EXISTS", "There is a file or directory of this name already"],
  ["PERMISSION_DENIED", "The account on the collection may not do this"],
  ["NOT_A_DIRECTORY", "The path is no directory"],
  ["IS_A_DIRECTORY", "The path is a directory"],
  ["DIR_NOT_EMPTY", "The directory is not empty"],
  ["QUOTA_EXCEEDED", "The quota is used up"],
  ["NO_SPACE_LEFT", "The disk is full"],
  ["LOGIN_DENIED", "The collection refused the login"],
]);

/** What systems call their errors, by errno (POSIX). */
const ERRNOS: ReadonlyMap<number, string> = new Map([
  [1, "PERMISSION_DENIED"],
  [2, "PATH_NOT_FOUND"],
  [13, "PERMISSION_DENIED"],
  [17, "PATH_EXISTS"],
  [20, "NOT_A_DIRECTORY"],
  [21, "IS_A_DIRECTORY"],
  [28, "NO_SPACE_LEFT"],
  [39, "DIR_NOT_EMPTY"],
  [122, "QUOTA_EXCEEDED"],
]);

/**
 * Takes apart a text in which Transfer quotes a collection's server: one of the `messages` of a
 * {@link TransferAPIError}, or the details of an event.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * const report = explainGridFtp("Error (list)\n---\nDetails: 550-GlobusError: v=1 c=PATH_NOT_FOUND");
 * assertEquals(report?.summary, "There is no such file or directory");
 * ```
 *
 * @returns Undefined for a text of another kind. All texts in it are safe to print.
 */
export function explainGridFtp(text: string): GridFtpReport | undefined {
  const { head, reply } = partsOf(text.slice(0, MAX_LENGTH));
  const found: { -readonly [key in keyof GridFtpReport]?: GridFtpReport[key] } = {};
  for (const line of head) {
    const [, name, value] = /^([A-Z][a-z]+): (.*)$/.exec(line) ?? [];
    const field = FIELDS.get(name);
    if (field) found[field] ??= plainText(value, 300);
  }
  if (!reply && Object.keys(found).length === 0) return undefined;
  let ownWords: string | undefined;
  for (const line of reply ?? []) {
    const [, digits, said] = /^(\d{3})[- ](.*)$/.exec(line) ?? [];
    if (digits) found.replyCode ??= Number(digits);
    const words = said ?? line;
    const [, key, rest] = /^(GlobusError|GridFTP-[A-Za-z-]+): (.*)$/.exec(words) ?? [];
    if (key === "GlobusError") found.code ??= / c=(\w{1,100})/.exec(` ${rest}`)?.[1];
    else if (key === "GridFTP-Errno" && /^\d{1,4}$/.test(rest)) found.errno ??= Number(rest);
    else if (key === "GridFTP-Error-String") found.reason ??= plainText(rest, 300);
    else if (!key) ownWords ??= plainText(words, 300);
  }
  found.code ??= ERRNOS.get(found.errno ?? -1);
  const summary = SUMMARIES.get(found.code ?? "") ?? found.reason ?? ownWords ?? found.message ??
    found.code;
  const headline = plainText(head[0] ?? reply?.[0] ?? "", 300);
  return { ...found, headline, summary: summary || headline };
}

/**
 * The lines in which Transfer says what it was doing, and those of the server's reply. The first may
 * hold a path that a caller gave, which must not be taken for what the server says. Line ends of the
 * reply may be quoted, and backslashes with them.
 */
function partsOf(text: string): { head: string[]; reply?: string[] } {
  const lines = text.split(/\r?\n/);
  const at = /^\d{3}[- ]/.test(text) ? 0 : lines.findIndex((line) => line.startsWith("Details: "));
  if (at < 0) return { head: lines };
  const reply = lines.slice(at).join("\n").replace(/^Details: /, "")
    .replace(/\\(?:r\\n|n|r|\\)/g, (quoted) => quoted === "\\\\" ? "\\" : "\n");
  return { head: lines.slice(0, at), reply: reply.split("\n") };
}
