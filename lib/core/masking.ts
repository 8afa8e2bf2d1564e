/** What takes secrets out of what others see. It is loaded when it is first needed. */
export interface Masking {
  /** Whether a field holds a secret, by its name. */
  isSecretField(name: string): boolean;
  /** A text in which secrets are masked. */
  maskText(text: string): string;
  /** A body of any type in which secrets are masked. */
  maskAny(text: string): string;
  /** Whether the responses of an address are tokens: of those, only documents are shown. */
  givesTokens(url: string): boolean;
  /** What stands in the place of a body that is not shown. */
  lengthOf(text: string): string;
}

/** Shows nothing: stands in where what masks cannot be loaded. */
export const hidesAll: Masking = {
  isSecretField: () => true,
  maskText: (text) => text && "••••",
  maskAny: () => "",
  givesTokens: () => false,
  lengthOf: () => "",
};
