/** Removes secrets from texts that people or logs see. */
export interface Masking {
  /** Masks the secrets in a text. */
  maskText(text: string): string;
  /**
   * Describes a body that is not JSON, for an error.
   *
   * @param url Where the body comes from. For a token endpoint, only its length is shown.
   * @param reason Shown if the body is empty.
   * @param shorten Makes plain text of at most `maxLength` characters.
   */
  describeBody(
    text: string,
    url: string,
    reason: string,
    shorten: (text: string, maxLength: number) => string,
  ): string;
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
}

/** Hides everything, until `failures.ts` is loaded and if it cannot be loaded. */
let current: Masking = {
  maskText: (text) => text && "••••",
  describeBody: (_text, _url, reason) => reason,
  hideSecrets: (document, show, redacted) => show(document, () => redacted),
};

/** Replaces what {@link masking} returns. */
export function maskBy(masking: Masking): void {
  current = masking;
}

/** Returns the current way to mask. */
export function masking(): Masking {
  return current;
}
