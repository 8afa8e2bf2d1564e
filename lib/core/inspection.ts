import { masking } from "./masking.ts";
import { REDACTED } from "./redacted.ts";

/**
 * Makes `console.log` show a text in place of an object, in Deno and in Node.js.
 *
 * It is done for each object and not once for a class: a class whose members have computed names is
 * code that runs, which no bundler may leave out.
 *
 * @param text Makes the text when it is asked for.
 */
export function showAs(object: object, text: () => string): void {
  for (const name of ["Deno.customInspect", "nodejs.util.inspect.custom"]) {
    Object.defineProperty(object, Symbol.for(name), { value: text });
  }
}

const SECRET_INSIDE = /(secret|token|password|_key)"\s*:\s*"/;
/** Services show a secret in small documents only: longer ones are not searched. */
const MAX_SEARCHED = 65_536;

/** Whether a document must not be printed as it is: see {@link hideSecretsOf}. */
export function mayHoldSecrets(text: string): boolean {
  return text.length <= MAX_SEARCHED && SECRET_INSIDE.test(text);
}

/**
 * Hides the secrets of a document when it is printed: the secret of a new client comes in a document
 * like others. As JSON, spread or cloned it stays what it is, so that it can be stored.
 */
export function hideSecretsOf(document: object): void {
  masking().hideSecrets(document, showAs, REDACTED);
}
