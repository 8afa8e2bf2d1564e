import type {
  ErrorInfo,
  ErrorShapes,
  ErrorSubdocument,
  JsonObject,
  ParsedError,
} from "./error_shapes.ts";

/** The parts of an error response that its description is made of. */
interface Described {
  readonly url: string;
  readonly statusText: string;
  readonly retryAtMs?: number | undefined;
  readonly advice?: string | undefined;
}

/** Reads error responses, and removes secrets from texts that people or logs see. */
export interface Masking {
  /** Masks the secrets in a text. */
  maskText(text: string): string;
  /**
   * Hides the secrets of a document from `console.log`.
   *
   * @param show Makes the console show a text in place of an object.
   * @param redacted Text that replaces a secret.
   */
  hideSecrets(
    document: object,
    show: (object: object, text: () => string) => void,
    redacted: string,
  ): void;
  /**
   * Finds codes and messages in an error body: with `code` and `message` at the top, or a list of
   * JSON:API errors.
   *
   * @param own Reads a form that only this service uses. @default reads the forms of all services
   */
  parseError(
    body: JsonObject,
    isJsonApi: boolean,
    own: ((shapes: ErrorShapes) => ParsedError | undefined) | undefined,
  ): ParsedError;
  /**
   * Makes what people see of an error response, with secrets masked.
   *
   * @param parts.body The body, if it is a JSON object.
   * @param parts.condense Shortens a message of the service.
   * @param parts.plainText Makes plain text of at most `maxLength` characters.
   * @returns `summary`: the end of the error's message, behind the status.
   */
  describeError(response: Described, parts: {
    readonly text: string;
    readonly body: JsonObject | undefined;
    readonly parsed: ParsedError;
    condense(text: string): string;
    plainText(text: string, maxLength?: number): string;
  }): {
    code: string | null;
    messages: string[];
    requestId: string | null;
    httpReason: string;
    errors: ErrorSubdocument[];
    summary: string;
  };
  /** Finds in an error body what would make the call succeed. */
  readInfo(body: unknown): ErrorInfo;
  /** Says where in a request its faults are; empty if none has a place. */
  shownPlaces(
    details: readonly { readonly loc?: unknown }[],
    plainText: (text: string, maxLength: number) => string,
  ): string;
  /** Says which parts of a request are wrong, and why; empty if no part is named. */
  shownProblems(
    problems: unknown,
    plainText: (text: string, maxLength: number) => string,
  ): string;
}

function hidden(text: unknown): string {
  return text ? "••••" : "";
}

/** Hides everything but codes, until `failures.ts` is loaded and if it cannot be loaded. */
let current: Masking = {
  maskText: hidden,
  hideSecrets: (document, show, redacted) => show(document, () => redacted),
  parseError: ({ code, message }) => ({
    code: typeof code === "string" ? code : null,
    errors: [],
    messages: typeof message === "string" ? [message] : [],
  }),
  describeError({ statusText, advice }, { parsed: { code = null, messages = [] } }) {
    const shown = messages.map(hidden);
    return {
      code,
      messages: shown,
      requestId: null,
      httpReason: hidden(statusText),
      errors: [],
      summary: [code, ...shown, advice && `(${advice})`].filter(Boolean).join(" "),
    };
  },
  readInfo: () => ({}),
  shownPlaces: hidden,
  shownProblems: hidden,
};

/** Replaces what {@link masking} returns. */
export function maskBy(masking: Masking): void {
  current = masking;
}

/** Returns the current way to mask. */
export function masking(): Masking {
  return current;
}
