import type { isUuid } from "../core/guards.ts";
import type { plainText } from "../core/text.ts";
import type { Scope, scopeList, ScopeParser, Scopes } from "../scopes/scope.ts";
import type { RequirementRefusedError } from "./errors.ts";
import type { GARE } from "./gare.ts";
import type { AuthorizationParametersDocument, cleanList } from "./parameters.ts";

/** What a service's requirement may ask for. */
export interface RequirementLimits {
  /** Who sent the requirement, such as the service's host: shown before its message and in errors. */
  source: string;
  /** Scopes that the app declared. @default {[]} */
  declaredScopes?: Scopes;
  /** Resource servers that the app declared, in addition to those of its scopes. @default {[]} */
  resourceServers?: Iterable<string>;
  /** Names of further scopes that the app allows services to require. @default {[]} */
  allowedScopes?: Iterable<string>;
}

/** What {@link limitGare} needs of the rest of the SDK. It is passed in: apps load this file later. */
export interface LimitTools {
  readonly GARE: typeof GARE;
  readonly RequirementRefusedError: typeof RequirementRefusedError;
  readonly ScopeParser: typeof ScopeParser;
  readonly cleanList: typeof cleanList;
  readonly isUuid: typeof isUuid;
  readonly plainText: typeof plainText;
  readonly scopeList: typeof scopeList;
}

/** Longer messages are cut at this number of characters. */
const MAX_MESSAGE_LENGTH = 1_000;
/** Most items of one list. No honest service sends more. */
const MAX_ITEMS = 100;

const HOST_LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i;

/** Matches the host in a scope's URL: Globus Auth of any environment. */
const SCOPE_HOST = /^auth(\.[a-z]+)?\.(globus\.org|globuscs\.info)$/;

/** Client ids in the scopes of services whose resource server has another name. */
const CLIENT_IDS: ReadonlyMap<string, string> = new Map([
  ["eec9b274-0c81-4334-bdc2-54e90e689b9a", "flows.globus.org"],
  ["facd7ccc-c5f4-42aa-916b-a0e270e2c2a9", "funcx_service"],
]);
const TIMERS = "524230d7-ea86-4a52-8312-86065a9e0417";

/** Does the work of {@link limitRequirements}. */
export function limitGare(gare: GARE, limits: RequirementLimits, tools: LimitTools): GARE {
  const { GARE, RequirementRefusedError, cleanList, isUuid, plainText } = tools;
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
    session_required_identities: list(
      "session_required_identities",
      (item) => isUuid(item) || isUsername(item),
    ),
    session_required_policies: list("session_required_policies", isUuid),
    session_required_single_domain: list("session_required_single_domain", isHost),
    session_required_mfa: parameters.session_required_mfa,
    required_scopes: list("required_scopes", () => true),
    prompt: parameters.prompt === "login" ? "login" : undefined,
  };
  const refused = refusedScopes(limited.required_scopes ?? [], limits, tools);
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

/** Returns the names of scopes that may not be required, or undefined if a scope is malformed. */
function refusedScopes(
  required: readonly string[],
  limits: RequirementLimits,
  { ScopeParser, scopeList, isUuid }: LimitTools,
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
    ...declared.map((name) => serviceOf(name, isUuid)?.name),
    ...limits.resourceServers ?? [],
  ]);
  // An app that declares `openid` must not be led to scopes that manage the user's account.
  services.delete("auth.globus.org");
  const refused = new Set<string>();
  const seen = new Set<Scope>();
  const isFree = ({ scopeString: name }: Scope, isDependency: boolean) => {
    if (named.has(name)) return true;
    const service = serviceOf(name, isUuid);
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

/** Returns the service that a scope belongs to by its name, and whether that is a Globus service. */
function serviceOf(
  scope: string,
  isId: typeof isUuid,
): { name: string; isGlobus: boolean } | undefined {
  const [urn, globus, auth, kind, server] = scope.split(":", 5);
  if (urn === "urn" && globus === "globus" && auth === "auth" && kind === "scope" && server) {
    // Scopes of endpoints have this form too, with the endpoint's id.
    return { name: server, isGlobus: !isId(server) };
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

function isUsername(text: string): boolean {
  const at = text.lastIndexOf("@");
  // A comma would split the identity where lists are joined with commas.
  return at > 0 && at <= 128 && !/[\s,@\p{C}]/u.test(text.slice(0, at)) &&
    isHost(text.slice(at + 1));
}
