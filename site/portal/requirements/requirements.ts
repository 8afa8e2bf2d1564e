import {
  type AuthorizationParametersDocument,
  GARE,
  limitRequirements,
  plainText,
} from "@globus-deno/sdk";
import { LOGIN_SCOPES } from "../globus/login_scopes.ts";

/** What a service requires of the visitor's login. All texts are plain text. */
export interface LoginRequirement {
  /** The service's message, with its source named. */
  message?: string;
  /** What the login must satisfy, one sentence each. */
  wants: string[];
  /** Scopes that the login must bring, as Globus writes them. */
  scope?: string;
  /** The requirement as a form field; {@link readRequirement} reads it. */
  packed: string;
}

const TRANSFER = "transfer.api.globus.org";
/** Characters of the longest field that {@link readRequirement} reads. */
const MAX_PACKED_LENGTH = 16_000;

/**
 * Describes the login that a service requires.
 *
 * @param about The source of the requirement, such as the name of a collection.
 * @throws {RequirementRefusedError} If it asks for more than the site's own services may.
 */
export function loginRequirement(gare: GARE, about: string): LoginRequirement {
  const limited = limit(gare, about);
  const { session_message: message, ...parameters } = limited.authorizationParameters.toDict();
  return {
    message: message ?? undefined,
    wants: wantsOf(limited),
    scope: parameters.required_scopes?.join(" ") || undefined,
    packed: JSON.stringify({ code: limited.code, authorization_parameters: parameters }),
  };
}

function limit(gare: GARE, about: string): GARE {
  return limitRequirements(gare, { source: about, declaredScopes: LOGIN_SCOPES });
}

/** The requirement as sentences. */
function wantsOf({ authorizationParameters: parameters }: GARE): string[] {
  const wants: string[] = [];
  const list = (items: readonly string[]) => plainText(items.join(", "), 300);
  const {
    session_required_identities: identities = [],
    session_required_single_domain: domains = [],
    session_required_policies: policies = [],
  } = parameters;
  if (identities.length > 0) wants.push(`Log in as each of: ${list(identities)}`);
  if (domains.length > 0) wants.push(`Log in with an identity of ${list(domains)}`);
  if (policies.length > 0) wants.push(`Meet the login policy ${list(policies)}`);
  if (parameters.session_required_mfa) wants.push("Use multi-factor authentication");
  if (parameters.prompt === "login") wants.push("Enter your password again");
  return wants;
}

/**
 * Reads the requirement that a form asks a login for. A form can be forged, so the requirement is
 * limited as if the service had just sent it.
 *
 * @returns Undefined if it is not a requirement, or the site must not follow it.
 */
export function readRequirement(packed: unknown): AuthorizationParametersDocument | undefined {
  if (typeof packed !== "string" || packed.length > MAX_PACKED_LENGTH) return undefined;
  try {
    const { code, authorization_parameters } = JSON.parse(packed);
    return limit(new GARE(code, authorization_parameters), TRANSFER).authorizationParameters
      .toDict();
  } catch {
    return undefined;
  }
}
