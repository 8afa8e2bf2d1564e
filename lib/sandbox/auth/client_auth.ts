import type { Exchange } from "../exchange.ts";
import type { Client } from "./clients.ts";
import { oauthError } from "./errors.ts";

/**
 * The client that sends a request to the token endpoints.
 *
 * Confidential clients: HTTP Basic, never the body. Public ones: `client_id` in the form and no
 * secret. Both the raw and the form-encoded spelling of id and secret pass (RFC 6749 section 2.3.1
 * asks for the second, the Python SDK sends the first; assumed that Globus takes both).
 *
 * @throws {Refusal} 401 `invalid_client`.
 */
export function tokenClient(x: Exchange): Client {
  const { clients } = x.sandbox.world;
  const basic = basicCredentials(x);
  const formId = x.form.get("client_id");
  if (x.form.has("client_secret")) {
    throw oauthError(x, "invalid_client", "The secret belongs into the Authorization header", 401);
  }
  if (basic) {
    for (const [id, secret] of basic) {
      const client = clients.get(id);
      if (!client || client.document.public_client || (formId !== null && formId !== id)) continue;
      for (const credential of client.credentials.values()) {
        if (sameText(credential.secret, secret)) return client;
      }
    }
    throw oauthError(x, "invalid_client", "Client id or secret is wrong", 401);
  }
  const client = clients.get(formId ?? "");
  if (!client?.document.public_client) {
    throw oauthError(x, "invalid_client", "The client is unknown or must log in", 401);
  }
  return client;
}

/** The client of a request to the API that logs in with its secret, or `undefined`. */
export function basicClient(x: Exchange): Client | undefined {
  return basicCredentials(x) ? tokenClient(x) : undefined;
}

function basicCredentials(x: Exchange): [id: string, secret: string][] | undefined {
  const [scheme, encoded = ""] = (x.headers.get("authorization") ?? "").split(" ", 2);
  if (scheme.toLowerCase() !== "basic") return undefined;
  try {
    const bytes = Uint8Array.from(atob(encoded), (c) => c.charCodeAt(0));
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    const at = text.indexOf(":");
    const raw: [string, string] = [text.slice(0, at), text.slice(at + 1)];
    const decoded = raw.map((part) => decodeURIComponent(part.replaceAll("+", " ")));
    return [raw, [decoded[0], decoded[1]]];
  } catch {
    return decodeRaw(encoded);
  }
}

/** Where form-decoding fails, the raw spelling alone counts. */
function decodeRaw(encoded: string): [string, string][] {
  try {
    const text = new TextDecoder().decode(Uint8Array.from(atob(encoded), (c) => c.charCodeAt(0)));
    const at = text.indexOf(":");
    return [[text.slice(0, at), text.slice(at + 1)]];
  } catch {
    return [];
  }
}

function sameText(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ (b.charCodeAt(i) || 0);
  return difference === 0;
}
