/** What takes secrets out of what others see. */
export interface Masking {
  /** A text in which secrets are masked. */
  maskText(text: string): string;
  /**
   * What an error shows of a body that is not JSON.
   *
   * @param url Where it comes from: of what gives tokens, the length alone is shown.
   * @param reason What is shown where the body says nothing.
   * @param shorten Makes plain text of so many characters.
   */
  describeBody(
    text: string,
    url: string,
    reason: string,
    shorten: (text: string, maxLength: number) => string,
  ): string;
  /**
   * Hides the secrets of a document when it is printed.
   *
   * @param show Makes the console show a text in place of an object.
   * @param redacted What stands in the place of a secret.
   */
  hideSecrets(
    document: object,
    show: (object: object, text: () => string) => void,
    redacted: string,
  ): void;
}

/** Shows nothing: until what masks is loaded, and where it cannot be. */
let current: Masking = {
  maskText: (text) => text && "••••",
  describeBody: (_text, _url, reason) => reason,
  hideSecrets: (document, show, redacted) => show(document, () => redacted),
};

/** Masks by this from now on. */
export function maskBy(masking: Masking): void {
  current = masking;
}

/** What masks at present. */
export function masking(): Masking {
  return current;
}
