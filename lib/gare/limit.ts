import { isUuid } from "../core/guards.ts";
import { plainText } from "../core/text.ts";
import { type Scope, scopeList, ScopeParser, type Scopes } from "../scopes/scope.ts";
import { RequirementRefusedError } from "./errors.ts";
import { GARE } from "./gare.ts";
import { type AuthorizationParametersDocument, cleanList } from "./parameters.ts";

/** What a requirement may ask for. */
export interface RequirementLimits {
  /** Who sent it, such as the host of the service: named with its message and in errors. */
  source: string;
  /** Scopes that the app declared. @default {[]} */
  declaredScopes?: Scopes;
  /** Resource servers that the app declared, beside those of its scopes. @default {[]} */
  resourceServers?: Iterable<string>;
  /** Names of scopes that may be asked for beyond these: the explicit opt-in. @default {[]} */
  allowedScopes?: Iterable<string>;
}

/** Characters of a message that are kept. */
const MAX_MESSAGE_LENGTH = 1_000;
/** Items of one list, which no honest service exceeds. */
const MAX_ITEMS = 100;

const HOST_LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i;

/** Where scopes are named after clients: at Globus Auth, of whichever installation. */
const SCOPE_HOST = /^auth(\.[a-z]+)?\.(globus\.org|globuscs\.info)$/;

/** Names under which services appear in their scopes, where these are not their resource servers. */
const CLIENT_IDS: ReadonlyMap<string, string> = new Map([
  ["eec9b274-0c81-4334-bdc2-54e90e689b9a", "flows.globus.org"],
  ["facd7ccc-c5f4-42aa-916b-a0e270e2c2a9", "funcx_service"],
]);
const TIMERS = "524230d7-ea86-4a52-8312-86065a9e0417";

/**
 * Cuts a requirement down to what may be followed on a service's word. A resource server could ask
 * for a login that grants far more than its own service needs; this is where that ends.
 *
 * - The message becomes plain text of at most 1,000 characters, with its source named.
 * - Policies must be UUIDs, domains host names, identities UUIDs or names with a domain.
 * - A `prompt` other than `login` is dropped, and so are fields that Globus does not define.
 * - Scopes must belong to services that the app declared. Of Globus Auth, where some scopes manage
 *   accounts, only those count that are declared by name. What scopes depend on may belong to a
 *   collection or another service that its own service calls, but not to a Globus service that was
 *   not declared.
 *
 * @returns The requirement as it may be followed.
 * @throws {RequirementRefusedError} If it asks for anything else; `scopes` says for what.
 */
export function limitRequirements(gare: GARE, limits: RequirementLimits): GARE {
  const parameters = gare.authorizationParameters;
  const source = plainText(limits.source, 100);
  const reasons: string[] = [];
  const list = (
    name: keyof AuthorizationParametersDocument,
    isRight: (item: string) => boolean,
  ) => {
    const items = parameters[name] as readonly string[] | undefined;
    if (!items) return undefined;
    if (items.length > MAX_ITEMS) reasons.push(`${name} has more than ${MAX_ITEMS} items`);
    const cleaned = cleanList(items.slice(0, MAX_ITEMS));
    if (!cleaned.every(isRight)) reasons.push(`${name} is malformed`);
    return cleaned;
  };
  const message = plainText(parameters.session_message ?? "", MAX_MESSAGE_LENGTH);
  const limited: AuthorizationParametersDocument = {
    session_message: message ? `${source}: ${message}` : undefined,
    session_required_identities: list("session_required_identities", isIdentity),
    session_required_policies: list("session_required_policies", isUuid),
    session_required_single_domain: list("session_required_single_domain", isHost),
    session_required_mfa: parameters.session_required_mfa,
    required_scopes: list("required_scopes", () => true),
    prompt: parameters.prompt === "login" ? "login" : undefined,
  };
  const refused = refusedScopes(limited.required_scopes ?? [], limits);
  if (!refused) reasons.push("required_scopes is malformed");
  else if (refused.length > 0) {
    reasons.push(
      `it asks for scopes that the app did not declare: ${
        plainText(refused.slice(0, 10).join(" "), 500)
      }`,
    );
  }
  if (reasons.length > 0) throw new RequirementRefusedError(source, reasons, refused ?? []);
  return new GARE(plainText(gare.code, 100), limited);
}

/** The names of scopes that may not be asked for, or undefined if there is a text that is none. */
function refusedScopes(
  required: readonly string[],
  limits: RequirementLimits,
): string[] | undefined {
  let roots: Scope[];
  try {
    roots = ScopeParser.parse(required.join(" "));
  } catch {
    return undefined;
  }
  const declared = scopeList(limits.declaredScopes ?? []).map((scope) => scope.scopeString);
  const named = new Set([...declared, ...limits.allowedScopes ?? []]);
  const services = new Set([
    ...declared.map((name) => serviceOf(name)?.name),
    ...limits.resourceServers ?? [],
  ]);
  // Declaring who the user is must not open what manages the user's account.
  services.delete("auth.globus.org");
  const refused = new Set<string>();
  const seen = new Set<Scope>();
  const isFree = ({ scopeString: name }: Scope, isDependency: boolean) => {
    if (named.has(name)) return true;
    const service = serviceOf(name);
    return service && services.has(service.name) || isDependency && !service?.isGlobus;
  };
  for (const root of roots) if (!isFree(root, false)) refused.add(root.scopeString);
  const rest = roots.flatMap((root) => root.dependencies);
  for (let scope = rest.pop(); scope; scope = rest.pop()) {
    if (seen.has(scope)) continue;
    seen.add(scope);
    if (!isFree(scope, true)) refused.add(scope.scopeString);
    rest.push(...scope.dependencies);
  }
  return [...refused];
}

/** The service that a scope's name says it belongs to, and whether it is one of Globus's own. */
function serviceOf(scope: string): { name: string; isGlobus: boolean } | undefined {
  const [urn, globus, auth, kind, server] = scope.split(":", 5);
  if (urn === "urn" && globus === "globus" && auth === "auth" && kind === "scope" && server) {
    // The scopes of endpoints have this form too, with the endpoint's id.
    return { name: server, isGlobus: !isUuid(server) };
  }
  const [scheme, , host, scopes, id] = scope.split("/", 5);
  if (scheme !== "https:" || !SCOPE_HOST.test(host) || scopes !== "scopes" || !id) {
    return ["openid", "email", "profile", "offline_access"].includes(scope)
      ? { name: "auth.globus.org", isGlobus: true }
      : undefined;
  }
  return { name: CLIENT_IDS.get(id) ?? id, isGlobus: CLIENT_IDS.has(id) || id === TIMERS };
}

function isHost(text: string): boolean {
  return text.length <= 253 && text.includes(".") &&
    text.split(".").every((label) => HOST_LABEL.test(label));
}

function isIdentity(text: string): boolean {
  if (isUuid(text)) return true;
  const at = text.lastIndexOf("@");
  // A comma would make two of one where lists are joined.
  return at > 0 && at <= 128 && !/[\s,@\p{C}]/u.test(text.slice(0, at)) &&
    isHost(text.slice(at + 1));
}
