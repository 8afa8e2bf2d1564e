import type { isObject } from "../core/guards.ts";
import type { isTexts } from "./parameters.ts";

/** What {@link gridFtpRefusal} needs of the rest of the SDK. It is passed in: apps load this file later. */
interface RefusalTools {
  readonly isObject: typeof isObject;
  readonly isTexts: typeof isTexts;
}

/** Matches a line of a server's reply. Its line ends can be quoted as four characters, `\\r\\n`. */
const MARKER = /(?:^|\n|[^\\]\\n)\d{3}[- ]GridFTP-JSON-Result:/;
/** Longest result that is read, in characters. Real ones are much shorter. */
const MAX_LENGTH = 65_536;

/**
 * Finds the JSON result of a GridFTP server in a text that quotes its reply
 * (`530-GridFTP-JSON-Result: {…}`).
 *
 * A server that refuses a user because of the domain names the domains that it allows. Older servers
 * do not add authorization parameters, so this function makes them from the domains.
 *
 * @returns A document that may be a requirement; undefined if the text does not hold a result.
 */
export function gridFtpRefusal(
  text: string,
  { isObject, isTexts }: RefusalTools,
): Record<string, unknown> | undefined {
  const reply = replyIn(text);
  const found = MARKER.exec(reply);
  if (!found) return undefined;
  const from = reply.indexOf("{", found.index);
  const result = from < 0 ? undefined : parseObject(reply.slice(from, from + MAX_LENGTH));
  if (!result || result.authorization_parameters !== undefined) return result;
  const { detail } = result;
  if (
    !isObject(detail) || typeof detail.DATA_TYPE !== "string" ||
    !detail.DATA_TYPE.startsWith("not_from_allowed_domain#") ||
    !isTexts(detail.allowed_domains) || detail.allowed_domains.length === 0
  ) return result;
  return {
    ...result,
    authorization_parameters: {
      session_message: typeof result.message === "string" ? result.message : null,
      session_required_single_domain: detail.allowed_domains,
    },
  };
}

/**
 * Returns the part of a text that quotes the server's reply. The text before it holds the command and
 * a path of the caller, which must not be mistaken for the reply.
 */
function replyIn(text: string): string {
  if (/^\d{3}[- ]/.test(text)) return text;
  const at = `\n${text}`.indexOf("\nDetails: ");
  return at < 0 ? "" : text.slice(at + "Details: ".length);
}

/** Parses the JSON object at the beginning of a text, and ignores what follows. */
function parseObject(text: string): Record<string, unknown> | undefined {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (inString) {
      if (character === "\\") i++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === "{") depth++;
    else if (character === "}" && --depth === 0) {
      try {
        // It begins with a brace, so that it is an object.
        return JSON.parse(text.slice(0, i + 1));
      } catch { // Deep nesting throws a RangeError.
        return undefined;
      }
    }
  }
  return undefined;
}
