import { TRANSFER_ALL } from "../auth/scopes.ts";
import { domainOf } from "../auth/session_requirements.ts";
import type { Context } from "../http/context.ts";
import { isObject, type JsonDocument } from "../http/json.ts";
import type { Refusal } from "../http/refusal.ts";
import { type Caller, permissionAt } from "./caller.ts";
import type { Collection } from "./collection.ts";
import { badRequest, gridftpText, transferError } from "./errors.ts";
import { type PathError, segments } from "./files.ts";
import type { PauseSwitch } from "./pause_rules.ts";

/** What an operation's errors are called: `ExternalError.<name>.<reason>`. */
export type OperationName =
  | "DirListingFailed"
  | "MkdirFailed"
  | "RenameFailed"
  | "StatFailed"
  | "SymlinkFailed"
  | "SubmissionFailed";

/** An operation that a caller tries on a collection. */
export interface Attempt {
  /** Who tries it. */
  caller: Caller;
  /** Where. */
  collection: Collection;
  /** What its errors are called. */
  operation: OperationName;
}

/** The local account of a caller on a mapped collection. */
export function localUser(caller: Caller): string {
  return caller.identity.username.split("@")[0];
}

/**
 * Returns the absolute path that a caller means.
 *
 * @param asked As sent: `/~/x` is in the home directory.
 * @throws {Refusal} 400 if the value is not a path.
 */
export function pathFor(
  context: Context,
  caller: Caller,
  collection: Collection,
  asked: string,
): string {
  if (asked.includes("\0") || asked.includes("\r\n") || asked === "") {
    throw badRequest(context, "Invalid path");
  }
  let path = asked;
  if (/^\/?~(\/|$)/.test(asked)) {
    const home = collection.home(localUser(caller));
    const there = collection.tree.peek(home) ? home : "/";
    path = `${there}/${asked.replace(/^\/?~\/?/, "")}`;
  } else if (!asked.startsWith("/") && !asked.startsWith("{")) {
    // GridFTP servers start relative paths in the home directory.
    path = `${collection.home(localUser(caller))}/${asked}`;
  } else if (asked.startsWith("/{server_default}/")) {
    path = `${collection.home(localUser(caller))}/${asked.slice(18)}`;
  }
  return `/${segments(path).join("/")}`;
}

/**
 * Whether a caller may work with a collection at all: Transfer's consent, then the login.
 *
 * @throws {Refusal} 403 `ConsentRequired`, 502 `…LoginFailed`, 409 `NotSupported`
 */
export function mayEnter(context: Context, attempt: Attempt): void {
  const { caller, collection } = attempt;
  if (collection.isServer) {
    throw transferError(
      context,
      409,
      "NotSupported",
      "The endpoint holds no data: use a collection",
    );
  }
  if (collection.needsDataAccess) requireDataAccess(context, caller, collection);
  requireSession(context, attempt);
}

/**
 * Whether a caller may work on a collection's data: what Transfer itself checks, then what the
 * collection's server checks.
 *
 * @throws {Refusal} As {@linkcode mayEnter}; 502 `…GCDisconnected`, 409 `OperationPaused`, 403
 * `EndpointPermissionDenied`
 */
export function mayReach(
  context: Context,
  attempt: Attempt,
  path: string,
  mode: "r" | "rw",
): void {
  const { caller, collection, operation } = attempt;
  mayEnter(context, attempt);
  if (!collection.connected) {
    throw transferError(
      context,
      502,
      `ExternalError.${operation}.GCDisconnected`,
      `The Globus Connect Personal collection '${collection.displayName}' is not connected`,
    );
  }
  checkPause(context, attempt);
  const allowed = permissionAt(caller, collection, path, context.now);
  if (allowed === "" || (mode === "rw" && allowed === "r")) throw denied(context, collection, path);
}

const SWITCH_OF: ReadonlyMap<OperationName, PauseSwitch> = new Map<OperationName, PauseSwitch>([
  ["DirListingFailed", "pause_ls"],
  ["StatFailed", "pause_ls"],
  ["MkdirFailed", "pause_mkdir"],
  ["RenameFailed", "pause_rename"],
]);

/** Refuses an operation that a pause rule stops. */
function checkPause(context: Context, { caller, collection, operation }: Attempt): void {
  const what = SWITCH_OF.get(operation);
  const rule = what &&
    context.world.pauseRules.stopping(collection, caller.identities, what);
  if (!rule) return;
  throw transferError(context, 409, "OperationPaused", {
    message: "The operation is paused by an administrator",
    pause_message: rule.message,
  });
}

/** The consent that Transfer needs for the data of a mapped collection. */
function requireDataAccess(context: Context, caller: Caller, collection: Collection): void {
  const scope = `https://auth.globus.org/scopes/${collection.id}/data_access`;
  if (context.world.consents.mayAccessData(caller.token.consents, scope)) return;
  throw transferError(context, 403, "ConsentRequired", {
    message: "Missing required data_access consent",
    required_scopes: [`${TRANSFER_ALL}[*${scope}]`],
  });
}

/** Whether a caller has logged in of late, as an identity that a mapped collection admits. */
export function hasFreshLogin(context: Context, caller: Caller, mapped: Collection): boolean {
  const { session } = caller.token.grant;
  const oldest = context.now / 1000 - mapped.authTimeoutMins * 60;
  return [...session?.authentications ?? []].some(([id, { auth_time }]) => {
    const identity = context.world.identities.get(id);
    return identity !== undefined && auth_time > oldest &&
      (!mapped.requiredDomains.length || mapped.requiredDomains.includes(domainOf(identity)));
  });
}

/** The login that a collection asks for: of the right domain, and not too old. */
function requireSession(context: Context, { caller, collection, operation }: Attempt): void {
  const mapped = collection.isGuest ? collection.host ?? collection : collection;
  if (!mapped.highAssurance || hasFreshLogin(context, caller, mapped)) return;
  const parameters = {
    session_message: "Session reauthentication required (Globus Transfer)",
    session_required_identities: [],
    session_required_mfa: false,
    session_required_single_domain: mapped.requiredDomains,
  };
  const inside = {
    DATA_TYPE: "result#1.1.0",
    authorization_parameters: { session_required_single_domain: mapped.requiredDomains },
    code: "permission_denied",
    detail: { DATA_TYPE: "not_from_allowed_domain#1.0.0", allowed_domains: mapped.requiredDomains },
    has_next_page: false,
    http_response_code: 403,
    message: "None of your authenticated identities are from domains allowed by resource policies",
  };
  const details = "530-Login incorrect. : GlobusError: v=1 c=LOGIN_DENIED\\r\\n" +
    `530-GridFTP-Message: ${inside.message}\\r\\n` +
    `530-GridFTP-JSON-Result: ${JSON.stringify(inside)}\\r\\n530 End.`;
  const { sessionErrorIn } = context.settings;
  const quoted = sessionErrorIn === "top" ? "Login Failed" : details;
  throw transferError(context, 502, `ExternalError.${operation}.LoginFailed`, {
    message: gridftpText(collection, "login", "Login Failed", quoted),
    ...(sessionErrorIn === "message" ? {} : { authorization_parameters: parameters }),
  });
}

/** The file system, or a rule of a guest collection, says no. */
function denied(context: Context, collection: Collection, path: string): Refusal {
  return transferError(
    context,
    403,
    "EndpointPermissionDenied",
    "Denied by endpoint, " +
      gridftpText(
        collection,
        "list",
        "Fatal FTP Response",
        "500 Command failed : Path not allowed.",
      )
        .replace("Command Failed: ", "").replace("Message:", `Command: MLST ${path}\nMessage:`),
  );
}

/** The error of an operation on a path that cannot be used. */
export function pathRefusal(
  context: Context,
  { collection, operation }: Attempt,
  error: PathError,
  asked: string,
): Refusal {
  switch (error.reason) {
    case "denied":
      return denied(context, collection, asked);
    case "exists":
      return transferError(
        context,
        502,
        `ExternalError.${operation}.Exists`,
        gridftpText(collection, "mkdir", "Path exists", "500-Command failed. : File exists"),
      );
    case "not_directory":
    case "is_directory":
      return transferError(
        context,
        502,
        `ExternalError.${operation}.NotDirectory`,
        gridftpText(collection, "list", "Fatal FTP response", "500 Not a directory."),
      );
    default: {
      const text = gridftpText(
        collection,
        "list",
        "No such file or directory",
        `Error: '${asked}' not found\\r\\n550-GlobusError: v=1 c=PATH_NOT_FOUND\\r\\n` +
          "550-GridFTP-Errno: 2\\r\\n550-GridFTP-Reason: System error in stat\\r\\n" +
          "550-GridFTP-Error-String: No such file or directory\\r\\n550 End.",
      ).replace("Command Failed: ", "");
      return operation === "StatFailed"
        ? transferError(context, 404, "NotFound", `Path not found, ${text}`)
        : transferError(context, 404, "ClientError.NotFound", `Directory not found, ${text}`);
    }
  }
}

/** The body of a request, which must be a JSON object. */
export function requireObject(context: Context): JsonDocument {
  const body = context.jsonObject();
  if (!isObject(body)) throw transferError(context, 400, "BadRequest", "Could not parse JSON");
  return body;
}
