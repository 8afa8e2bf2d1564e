import { isObject } from "../core/guards.ts";
import { isTexts } from "./parameters.ts";

/** A line of a server's reply. Its line ends may be quoted as four characters, `\\r\\n`. */
const MARKER = /(?:^|\n|[^\\]\\n)\d{3}[- ]GridFTP-JSON-Result:/;
/** Characters of a quoted result that are read: many times the size of a real one. */
const MAX_LENGTH = 65_536;

/**
 * Finds the result that a GridFTP server gave, in JSON, in a text that quotes its reply
 * (`530-GridFTP-JSON-Result: {…}`), and gives it as a requirement where it is one.
 *
 * A server that refuses a login for its domain names the domains it allows; older ones do not name
 * the parameters of a login that would succeed, so these are made of the domains.
 */
export function gridFtpRefusal(text: string): Record<string, unknown> | undefined {
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
 * The server's reply in a text that quotes it. Before it stand the command and the path that a
 * caller gave, which must not be taken for what the server says.
 */
function replyIn(text: string): string {
  if (/^\d{3}[- ]/.test(text)) return text;
  const at = `\n${text}`.indexOf("\nDetails: ");
  return at < 0 ? "" : text.slice(at + "Details: ".length);
}

/** Parses the JSON object that a text begins with; what follows it does not matter. */
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
        const value: unknown = JSON.parse(text.slice(0, i + 1));
        return isObject(value) ? value : undefined;
      } catch { // Also the RangeError of many thousand nested arrays.
        return undefined;
      }
    }
  }
  return undefined;
}
