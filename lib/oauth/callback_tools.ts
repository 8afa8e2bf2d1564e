import { isSameSecret, isUuid } from "../core/guards.ts";
import { showAs } from "../core/inspection.ts";
import { plainText } from "../core/text.ts";
import { LoginCallbackError } from "./callback_error.ts";

/** What `readCallback` needs of the rest of the SDK. It is passed in: logins load that file later. */
export const CALLBACK_TOOLS = {
  LoginCallbackError,
  isSameSecret,
  isUuid,
  plainText,
  showAs,
} as const;

/** The type of {@link CALLBACK_TOOLS}. */
export type CallbackTools = typeof CALLBACK_TOOLS;
