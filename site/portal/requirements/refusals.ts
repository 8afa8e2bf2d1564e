import {
  GlobusAPIError,
  GlobusError,
  plainText,
  ReauthRequiredError,
  RequirementRefusedError,
  toGare,
} from "@globus-deno/sdk";
import { mustLogIn } from "../globus/globus.ts";
import { StoreUnavailableError } from "../session/store.ts";
import { type LoginRequirement, loginRequirement } from "./requirements.ts";

/** Why Globus did not do what a page asked for, and what helps. All texts are plain text. */
export interface Refusal {
  /** A few words. */
  title: string;
  /** What it means, and what to do. */
  text: string;
  /** HTTP status of the page that shows it. */
  status: number;
  /** The message of Globus. */
  said?: string;
  /** The login that helps, if one does. */
  requirement?: LoginRequirement;
}

type Text = Pick<Refusal, "title" | "text" | "status">;

/** For an invalid collection id, which Globus need not be asked about. */
export const NO_COLLECTION: Refusal = {
  title: "No such collection",
  text: "The ID of a collection has 36 characters, such as " +
    "6c54cade-bde5-45c1-bdea-f4bd71dba2cc.",
  status: 404,
};

/** For an invalid task id, and for a task that Globus does not know. */
export const NO_TASK: Refusal = {
  title: "No such task",
  text: "There is none with this ID among yours. Globus forgets tasks some time after they end.",
  status: 404,
};

/** By the service's error code. A code that ends in `.` matches every code that starts with it. */
const TEXTS: [code: string, text: Text][] = [
  ["EndpointNotFound", {
    title: "No such collection",
    text: "There is none with this ID, or it is not shown to you.",
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
      "This collection is on a personal computer, where Globus Connect Personal does not run or " +
      "has no network. Its files can be listed when it is connected again.",
    status: 502,
  }],
  ["EndpointPermissionDenied", {
    title: "You may not read this",
    text: "You do not have access to this folder. Ask the owner.",
    status: 403,
  }],
  ["PermissionDenied", {
    title: "You may not do this",
    text: "You do not have permission.",
    status: 403,
  }],
  ["OperationPaused", {
    title: "Paused by the collection's manager",
    text: "The collection's manager has paused transfers on it, often for maintenance.",
    status: 503,
  }],
  ["NotSupported", {
    title: "This is not a collection",
    text: "An endpoint is a server. Data is in the collections on it: open one of those.",
    status: 409,
  }],
  ["Conflict", {
    title: "Not possible now",
    text: "This is no longer possible.",
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
  text: "Wait a few seconds, then try again.",
  status: 503,
};
const MALFORMED: Text = {
  title: "Invalid request",
  text: "See the message below.",
  status: 400,
};
const NO_PATH: Text = {
  title: "This is not a path on a collection",
  text: "A path has / between folders; a drive of Windows is its first folder.",
  status: 400,
};
const SILENT: Text = {
  title: "Globus is not responding",
  text: "Nothing is lost. Try again in a moment.",
  status: 502,
};

/**
 * Explains an error of the SDK.
 *
 * @param about What the page asked about, such as the name of a collection. It is named as the source
 * of messages.
 * @throws The error itself, if the whole site handles it. An example is an ended login.
 */
export function refusalOf(error: unknown, about: string): Refusal {
  // The SDK refuses values that cannot be sent. Users can type only one kind of them: paths.
  if (error instanceof RangeError) return { ...NO_PATH, said: error.message };
  if (!(error instanceof GlobusError) || isForTheSite(error)) throw error;
  const required = requirementRefusal(error, about);
  if (required) return required;
  // The error is the SDK's own: Globus said nothing. The list of requests has it.
  if (!(error instanceof GlobusAPIError)) return SILENT;
  const { code, httpStatus } = error;
  // The token has ended: the visitor needs a login, not an explanation.
  if (httpStatus === 401) throw new ReauthRequiredError("Cannot go on: the token has ended");
  const text =
    TEXTS.find(([known]) => known.endsWith(".") ? code?.startsWith(known) : code === known)?.[1] ??
      (httpStatus === 429 ? BUSY : httpStatus < 500 ? MALFORMED : SILENT);
  const said = plainText(error.messages.join(" "), 600);
  return { ...text, said: said || error.message };
}

/** Whether a middleware handles an error for all pages. */
function isForTheSite(error: GlobusError): boolean {
  return mustLogIn(error) || error instanceof StoreUnavailableError;
}

/** Explains an error that asks for another login; undefined for any other error. */
function requirementRefusal(error: GlobusError, about: string): Refusal | undefined {
  const gare = error instanceof GlobusAPIError ? toGare(error) : undefined;
  if (!gare) return undefined;
  const isConsent = gare.code === "ConsentRequired";
  try {
    return {
      title: isConsent ? "Consent required" : "Another login is needed",
      text: isConsent
        ? "Globus Transfer needs your consent to access this collection."
        : "This collection requires a recent login, a second factor, or another identity. Log in again.",
      status: 403,
      requirement: loginRequirement(gare, about),
    };
  } catch (refused) {
    if (!(refused instanceof RequirementRefusedError)) throw refused;
    return {
      title: "This site cannot start this login",
      text: `It was asked for by ${plainText(about, 120)}, and it goes further than it has to: ` +
        `${refused.reasons.join("; ")}.`,
      status: 403,
    };
  }
}
