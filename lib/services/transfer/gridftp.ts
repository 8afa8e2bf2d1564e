import { plainText } from "../../core/text.ts";

/** An error of a collection's server, parsed from the text in which Transfer quotes it. */
export interface GridFtpReport {
  /** First line of the text, such as `Path not found, Error (list)`. */
  readonly headline: string;
  /** Name and UUID of the collection. */
  readonly endpoint?: string;
  /** Host and port of the collection's server. */
  readonly server?: string;
  /** Command that Transfer sent to the server, such as `MLST /foo`. */
  readonly command?: string;
  /** How Transfer classifies the reply, such as `Fatal FTP Response`. */
  readonly message?: string;
  /** The server's error code, such as `PATH_NOT_FOUND`. */
  readonly code?: string;
  /** Error message of the server's operating system. */
  readonly reason?: string;
  /** Error number of the server's operating system (errno), such as 2. */
  readonly errno?: number;
  /** Three-digit code of the server's FTP reply, such as 550. */
  readonly replyCode?: number;
  /** What is wrong, in one sentence. */
  readonly summary: string;
}

/** Longest text that is read, in characters. Real ones are much shorter. */
const MAX_LENGTH = 65_536;

const FIELDS: ReadonlyMap<string, "endpoint" | "server" | "command" | "message"> = new Map([
  ["Endpoint", "endpoint"],
  ["Server", "server"],
  ["Command", "command"],
  ["Message", "message"],
]);

/** Codes of Globus Connect Server, with what they mean. */
const SUMMARIES: ReadonlyMap<string, string> = new Map([
  ["PATH_NOT_FOUND", "There is no such file or directory"],
  ["PATH_EXISTS", "A file or directory of this name exists already"],
  ["PERMISSION_DENIED", "The account on the collection lacks the permission"],
  ["NOT_A_DIRECTORY", "The path is not a directory"],
  ["IS_A_DIRECTORY", "The path is a directory"],
  ["DIR_NOT_EMPTY", "The directory is not empty"],
  ["QUOTA_EXCEEDED", "The quota is used up"],
  ["NO_SPACE_LEFT", "The disk is full"],
  ["LOGIN_DENIED", "The collection refused the login"],
]);

/** Codes of operating system errors, by errno (POSIX). */
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
 * Parses a text in which Transfer quotes a collection's server: one of the `messages` of a
 * {@link TransferAPIError}, or the `details` of a {@link TaskEvent}.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * const report = explainGridFtp("Error (list)\n---\nDetails: 550-GlobusError: v=1 c=PATH_NOT_FOUND");
 * assertEquals(report?.summary, "There is no such file or directory");
 * ```
 *
 * @returns Undefined if the text does not quote a server. All strings in the report are safe to print.
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
 * Splits a text into Transfer's own lines and those of the server's reply. Transfer's lines can hold a
 * path of the caller, which must not be mistaken for the reply. Line ends and backslashes of the reply
 * can be escaped.
 */
function partsOf(text: string): { head: string[]; reply?: string[] } {
  const lines = text.split(/\r?\n/);
  const at = /^\d{3}[- ]/.test(text) ? 0 : lines.findIndex((line) => line.startsWith("Details: "));
  if (at < 0) return { head: lines };
  const reply = lines.slice(at).join("\n").replace(/^Details: /, "")
    .replace(/\\(?:r\\n|n|r|\\)/g, (quoted) => quoted === "\\\\" ? "\\" : "\n");
  return { head: lines.slice(0, at), reply: reply.split("\n") };
}
