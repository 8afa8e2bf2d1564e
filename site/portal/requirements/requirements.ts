import {
  GARE,
  GlobusAPIError,
  GlobusError,
  limitRequirements,
  plainText,
  ReauthRequiredError,
  RequirementRefusedError,
  toGare,
} from "@globus-deno/sdk";
import { LOGIN_SCOPES } from "../login/login.ts";

/** Why Globus did not do what a page asked, and what helps. All texts are plain text. */
export interface Obstacle {
  /** In a few words. */
  title: string;
  /** What it means, and the way on. */
  text: string;
  /** HTTP status for the page that tells it. */
  status: number;
  /** What Globus said, in its own words. */
  said?: string;
  /** A login that helps. */
  login?: LoginRequirement;
}

/** What a service asks of the visitor's login. */
export interface LoginRequirement {
  /** The service's message, with its source named. */
  message?: string;
  /** What the login must fulfil, one sentence each. */
  wants: string[];
  /** Scopes that it must bring, as Globus writes them. */
  scope?: string;
  /** The same for the form that begins it: see {@link readRequirement}. */
  packed: string;
}

const TRANSFER = "transfer.api.globus.org";
/** Characters of a packed requirement above which it is none of ours. */
const MAX_PACKED_LENGTH = 16_000;

type Text = Pick<Obstacle, "title" | "text" | "status">;

/** For an id that cannot be one: there is nothing to ask Globus. */
export const NO_COLLECTION: Obstacle = {
  title: "No such collection",
  text: "The id of a collection has 36 characters, such as " +
    "6c54cade-bde5-45c1-bdea-f4bd71dba2cc.",
  status: 404,
};

/** The same for tasks. */
export const NO_TASK: Obstacle = {
  title: "No such task",
  text: "There is none with this id among yours. Globus forgets tasks some time after they end.",
  status: 404,
};

/** By the service's code; a code that ends in `.` stands for all that begin so. */
const TEXTS: [code: string, text: Text][] = [
  ["EndpointNotFound", {
    title: "No such collection",
    text: "There is none with this id, or it is not shown to you.",
    status: 404,
  }],
  ["TaskNotFound", NO_TASK],
  ["ClientError.NotFound", {
    title: "Nothing is there",
    text: "The collection has no folder with this path. Capital letters matter.",
    status: 404,
  }],
  ["ExternalError.DirListingFailed.NotDirectory", {
    title: "This is not a folder",
    text: "The path leads to a file. Look at the folder that holds it.",
    status: 404,
  }],
  ["ExternalError.DirListingFailed.GCDisconnected", {
    title: "The computer is not connected",
    text:
      "This collection is on somebody's own computer, and Globus Connect Personal does not run " +
      "there, or has no network. Nothing can be listed until it does.",
    status: 502,
  }],
  ["EndpointPermissionDenied", {
    title: "You may not read this",
    text: "The collection knows you, and its owner has not let you in here. Ask the owner.",
    status: 403,
  }],
  ["PermissionDenied", {
    title: "You may not do this",
    text: "Globus knows you, and you have no right to it.",
    status: 403,
  }],
  ["OperationPaused", {
    title: "Paused by the owner",
    text: "Whoever manages this collection has stopped work on it, often for maintenance.",
    status: 503,
  }],
  ["NotSupported", {
    title: "This is no collection",
    text: "An endpoint is a server. Data is in the collections on it: open one of those.",
    status: 409,
  }],
  ["Conflict", {
    title: "Not possible now",
    text: "What you asked for does not fit the state that it is in by now.",
    status: 409,
  }],
  ["ExternalError.", {
    title: "The collection's server had trouble",
    text: "Globus reached it and got an error in place of an answer. Try again in a while.",
    status: 502,
  }],
];

const BUSY: Text = {
  title: "Too many requests",
  text: "Globus asks to go slower. Wait a few seconds, then try again.",
  status: 503,
};
const MALFORMED: Text = {
  title: "Globus did not understand",
  text: "Something of what was asked for is not right. Its own words say what.",
  status: 400,
};
const NO_PATH: Text = {
  title: "This is not a path on a collection",
  text: "A path has / between folders; a drive of Windows is its first folder.",
  status: 400,
};
const SILENT: Text = {
  title: "Globus does not answer",
  text: "No usable answer came. Nothing is lost: try again in a while.",
  status: 502,
};

/**
 * Explains an error of the SDK. Errors that the whole site handles, such as a login that has ended,
 * are thrown again.
 *
 * @param about What was asked about, such as the name of a collection: named beside its words.
 */
export function obstacleOf(error: unknown, about: string): Obstacle {
  // The SDK refuses values that cannot be sent, of which visitors type paths alone.
  if (error instanceof RangeError) return { ...NO_PATH, said: error.message };
  if (!(error instanceof GlobusError) || error instanceof ReauthRequiredError) throw error;
  const requirement = requirementOf(error, about);
  if (requirement) return requirement;
  if (!(error instanceof GlobusAPIError)) return { ...SILENT, said: error.message };
  const { code, httpStatus } = error;
  // The token was ended elsewhere: what helps is a login, not an explanation.
  if (httpStatus === 401) throw new ReauthRequiredError("Cannot go on: the token has ended");
  const text =
    TEXTS.find(([known]) => known.endsWith(".") ? code?.startsWith(known) : code === known)?.[1] ??
      (httpStatus === 429 ? BUSY : httpStatus < 500 ? MALFORMED : SILENT);
  const said = plainText(error.messages.join(" "), 600);
  return { ...text, said: said || error.message };
}

function requirementOf(error: GlobusError, about: string): Obstacle | undefined {
  const gare = error instanceof GlobusAPIError ? toGare(error) : undefined;
  if (!gare) return undefined;
  let limited: GARE;
  try {
    limited = limit(gare, about);
  } catch (refusal) {
    if (!(refusal instanceof RequirementRefusedError)) throw refusal;
    return {
      title: "A login that this site does not begin",
      text: `It was asked for by ${plainText(about, 120)}, and it goes further than it has to: ` +
        `${refusal.reasons.join("; ")}.`,
      status: 403,
    };
  }
  const { session_message: message, ...parameters } = limited.authorizationParameters.toDict();
  const consent = limited.code === "ConsentRequired";
  return {
    title: consent ? "Your consent is missing" : "Another login is needed",
    text: consent
      ? "You are logged in, but Globus Transfer may not reach these files for you yet. Log in once " +
        "more, and allow it."
      : "You are logged in, but not as this collection demands, or not lately enough. Log in once " +
        "more, as it says here.",
    status: 403,
    login: {
      message: message ?? undefined,
      wants: wantsOf(limited),
      scope: parameters.required_scopes?.join(" ") || undefined,
      packed: JSON.stringify({ code: limited.code, authorization_parameters: parameters }),
    },
  };
}

function limit(gare: GARE, about: string): GARE {
  return limitRequirements(gare, { source: about, declaredScopes: LOGIN_SCOPES });
}

/** A requirement in words. */
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
  if (policies.length > 0) wants.push(`Fulfil the login policy ${list(policies)}`);
  if (parameters.session_required_mfa) wants.push("Use a second factor");
  if (parameters.prompt === "login") wants.push("Enter your password anew, even if logged in");
  return wants;
}

/** A login that fulfils a requirement. */
export interface RequirementWish {
  scopes: readonly string[];
  requirements: Record<string, unknown>;
}

/**
 * Reads what a form says that a login must fulfil. Forms can be forged by whoever sends them, so it
 * is limited as if the service had sent it right now.
 *
 * @returns Undefined if it is no requirement, or one that the site would not follow.
 */
export function readRequirement(packed: unknown): RequirementWish | undefined {
  if (typeof packed !== "string" || packed.length > MAX_PACKED_LENGTH) return undefined;
  try {
    const { code, authorization_parameters } = JSON.parse(packed);
    const { authorizationParameters: parameters } = limit(
      new GARE(code, authorization_parameters),
      TRANSFER,
    );
    return {
      scopes: parameters.required_scopes ?? [],
      requirements: { ...parameters.toAuthorizeParams() },
    };
  } catch {
    return undefined;
  }
}
