import type { Context } from "../http/context.ts";
import type { Client } from "./clients.ts";
import { oauthError } from "./errors.ts";

/**
 * The client that sends a request to the token endpoints.
 *
 * Confidential clients: HTTP Basic, never the body. Public ones: `client_id` in the form and no
 * secret. Id and secret are compared in the one spelling that {@linkcode SandboxSettings} names.
 *
 * @throws {Refusal} 401 `invalid_client`.
 */
export function tokenClient(context: Context): Client {
  const { clients } = context.world;
  const formId = context.form.get("client_id");
  if (context.form.has("client_secret")) {
    throw oauthError(
      context,
      "invalid_client",
      "The secret belongs into the Authorization header",
      401,
    );
  }
  if (!hasBasic(context)) {
    const client = clients.get(formId ?? "");
    if (client?.document.public_client) return client;
    throw oauthError(context, "invalid_client", "The client is unknown or must log in", 401);
  }
  const { id, secret } = basicCredentials(context) ?? {};
  const client = clients.get(id ?? "");
  if (client && !client.document.public_client && (formId === null || formId === id)) {
    for (const credential of client.credentials.values()) {
      if (sameText(credential.secret, secret!)) return client;
    }
  }
  throw oauthError(context, "invalid_client", "Client id or secret is wrong", 401);
}

/** The client of a request to the API that logs in with its secret, or `undefined`. */
export function basicClient(context: Context): Client | undefined {
  return hasBasic(context) ? tokenClient(context) : undefined;
}

function hasBasic(context: Context): boolean {
  return /^basic( |$)/i.test(context.headers.get("authorization") ?? "");
}

/** Id and secret as the client meant them; undefined where the header cannot be read. */
function basicCredentials(context: Context): { id: string; secret: string } | undefined {
  const [, encoded = ""] = /^basic +(\S+)$/i.exec(context.headers.get("authorization")!) ?? [];
  // `atob` would do without the padding.
  if (encoded.length % 4 !== 0) return undefined;
  try {
    const bytes = Uint8Array.from(atob(encoded), (c) => c.charCodeAt(0));
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    const at = text.indexOf(":");
    if (at < 0) return undefined;
    const read = context.settings.secretEncoding === "form" ? formDecode : String;
    return { id: read(text.slice(0, at)), secret: read(text.slice(at + 1)) };
  } catch { // Not base64, not UTF-8, or not form-encoded.
    return undefined;
  }
}

function formDecode(text: string): string {
  return decodeURIComponent(text.replaceAll("+", " "));
}

function sameText(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ (b.charCodeAt(i) || 0);
  return difference === 0;
}
