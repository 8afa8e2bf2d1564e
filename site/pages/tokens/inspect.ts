import {
  AccessTokenAuthorizer,
  AuthClient,
  type Authorizer,
  ConfidentialAppAuthClient,
  GlobusAPIError,
  GlobusError,
  type IntrospectionDocument,
  plainText,
  type UserinfoDocument,
} from "@globus-deno/sdk";
import { type Globus, mustLogIn } from "../../portal/globus/globus.ts";
import type { WireEntry } from "../../tutorial/wire_log.ts";
import { lengthText, momentOf } from "../../components/format.ts";

/** A field of a response, and its meaning. */
export interface InspectedField {
  /** Name of the field in the response. */
  name: string;
  /** The value as plain text. */
  value: string;
  meaning: string;
}

/** What Globus Auth says about a token. It does not contain the token. */
interface Inspection {
  /** The operation. Introspection needs a client with a secret. */
  by: "introspection" | "userinfo";
  /** Whether the token is valid; undefined if that is unknown. */
  isActive?: boolean;
  fields: InspectedField[];
  /** Why there are no fields. */
  problem?: string;
}

const AUTH = "auth.globus.org";
/** The characters and the length of a token. */
const TOKEN = /^[\x21-\x7e]{8,4000}$/;
const MASK = "••••";

/** Whether a value can be a token. */
export function isTokenLike(text: unknown): text is string {
  return typeof text === "string" && TOKEN.test(text);
}

/** Whether the site's client may introspect. That needs a secret. */
export function canIntrospect(globus: Globus): boolean {
  return globus.loginClient() instanceof ConfidentialAppAuthClient;
}

/** Asks Globus Auth about a token. */
export async function inspectToken(
  globus: Globus,
  token: string,
  signal?: AbortSignal,
): Promise<Inspection> {
  const client = globus.loginClient();
  const inspection = client instanceof ConfidentialAppAuthClient
    ? await introspect(client, token, signal)
    : await askUserinfo(globus, new AccessTokenAuthorizer(token), signal);
  return hideToken(inspection, token);
}

/**
 * Asks Globus Auth whom the session's login belongs to. The call goes through the app as those of every
 * page, so an expired token is refreshed first.
 *
 * @throws {ReauthRequiredError} If the token expired and cannot be refreshed.
 */
export async function inspectLogin(globus: Globus, signal?: AbortSignal): Promise<Inspection> {
  const inspection = await askUserinfo(globus, globus.app.getAuthorizer(AUTH), signal);
  return hideToken(inspection, globus.tokenFor(AUTH).access_token);
}

/** Masks a token that a service may have repeated in its response. */
export function hideToken<Value extends Inspection | WireEntry[]>(
  value: Value,
  token: string,
): Value {
  const written = JSON.stringify(token).slice(1, -1);
  return JSON.parse(JSON.stringify(value).replaceAll(written, MASK));
}

async function introspect(
  client: ConfidentialAppAuthClient,
  token: string,
  signal?: AbortSignal,
): Promise<Inspection> {
  const inspection: Inspection = { by: "introspection", fields: [] };
  try {
    const document = await client.oauth2TokenIntrospect(
      token,
      { include: ["identity_set", "session_info"] },
      { signal },
    );
    inspection.isActive = document.active === true;
    inspection.fields = INTROSPECTED.flatMap(([name, meaning]) =>
      fieldOf(name, document[name], meaning, client.clock.now())
    );
    inspection.fields.push(...sessionFields(document));
    if (!inspection.isActive) {
      inspection.problem = "It expired, was revoked, or belongs to another client. " +
        "Globus does not tell these apart.";
    }
  } catch (error) {
    inspection.problem = problemOf(error);
  }
  return inspection;
}

async function askUserinfo(
  globus: Globus,
  authorizer: Authorizer,
  signal?: AbortSignal,
): Promise<Inspection> {
  const inspection: Inspection = { by: "userinfo", fields: [] };
  const client = new AuthClient({ ...globus.clientOptions, authorizer });
  try {
    const document = await client.userinfo({ signal });
    inspection.isActive = true;
    inspection.fields = USERINFO.flatMap(([name, meaning]) =>
      fieldOf(name, document[name], meaning, globus.clock.now())
    );
  } catch (error) {
    if (mustLogIn(error)) throw error;
    const isRefused = error instanceof GlobusAPIError && [401, 403].includes(error.httpStatus);
    inspection.problem = isRefused
      ? "Globus Auth does not take this token. It expired, was revoked, lacks the scope openid, or " +
        "is for another service. Only a client with a secret can ask which."
      : problemOf(error);
  }
  return inspection;
}

function problemOf(error: unknown): string {
  if (!(error instanceof GlobusError)) throw error;
  return error.message;
}

const INTROSPECTED: [keyof IntrospectionDocument, meaning: string][] = [
  ["active", "whether it is valid now"],
  ["scope", "what it allows"],
  ["client_id", "the client that it was issued to"],
  ["sub", "the identity that it is for"],
  ["username", "that identity's user name"],
  ["name", "the person's name"],
  ["email", "the person's email address"],
  ["aud", "the services that may take it"],
  ["iss", "who issued it"],
  ["iat", "when it was issued"],
  ["nbf", "when it begins"],
  ["exp", "when it expires"],
  ["token_type", "how it is sent"],
  ["identity_set", "all identities that the person has linked"],
];

const USERINFO: [keyof UserinfoDocument, meaning: string][] = [
  ["sub", "the identity that it is for"],
  ["preferred_username", "that identity's user name"],
  ["name", "the person's name"],
  ["email", "the person's email address"],
  ["organization", "where the person works"],
  ["identity_provider_display_name", "the identity provider"],
  ["last_authentication", "when the person last logged in with it"],
];

const TIMES = ["iat", "nbf", "exp", "last_authentication", "auth_time"];

function fieldOf(name: string, value: unknown, meaning: string, nowMs: number): InspectedField[] {
  if (value === null || value === undefined) return [];
  return [{ name, meaning, value: valueText(name, value, nowMs) }];
}

function valueText(name: string, value: unknown, nowMs: number): string {
  if (TIMES.includes(name) && typeof value === "number") return timeText(value, nowMs);
  const items = Array.isArray(value) ? value : [value];
  return plainText(
    items.map((item) => typeof item === "object" ? "…" : `${item}`).join(", "),
    2_000,
  );
}

/** Formats seconds since 1970, with the distance from now. */
function timeText(seconds: number, nowMs: number): string {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return `${seconds}`;
  const away = seconds - nowMs / 1000;
  const distance = away > 0 ? `in ${lengthText(away)}` : `${lengthText(-away)} ago`;
  return `${momentOf(date.toISOString())!.text} (${distance})`;
}

function sessionFields({ session_info }: IntrospectionDocument): InspectedField[] {
  const authentications = session_info?.authentications;
  if (typeof authentications !== "object" || authentications === null) return [];
  return Object.entries(authentications).slice(0, 20).map(([identity, how]) => ({
    name: "session_info",
    meaning: "an identity that logged in for this session, and when",
    value: `${plainText(identity, 60)}: ${
      momentOf(new Date((Number(how?.auth_time) || 0) * 1000).toISOString())?.text
    }`,
  }));
}
