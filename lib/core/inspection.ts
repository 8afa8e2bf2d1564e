import { masking } from "./masking.ts";
import { REDACTED } from "./redacted.ts";

/**
 * Makes `console.log` show a text in place of an object, in Deno and in Node.js.
 *
 * Each object gets these members, not its class: a bundler cannot remove an unused class that has
 * members with computed names.
 *
 * @param text Makes the text, each time that the object is printed.
 */
export function showAs(object: object, text: () => string): void {
  for (const name of ["Deno.customInspect", "nodejs.util.inspect.custom"]) {
    Object.defineProperty(object, Symbol.for(name), { value: text });
  }
}

const SECRET_INSIDE = /(secret|token|password|_key|connection_url)"\s*:\s*"/;
/** Services send secrets only in small documents: longer ones are not searched. */
const MAX_SEARCHED = 65_536;

/** Whether the JSON of a document may hold secrets, which {@link hideSecretsOf} should hide. */
export function mayHoldSecrets(text: string): boolean {
  return text.length <= MAX_SEARCHED && SECRET_INSIDE.test(text);
}

/**
 * Hides the secrets of a document from `console.log`, such as the secret of a new client. Its JSON,
 * and copies by spread or clone, stay complete, so that a program can store them.
 */
export function hideSecretsOf(document: object): void {
  masking().hideSecrets(document, showAs, REDACTED);
}
