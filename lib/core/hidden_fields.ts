import { isSecretField } from "./mask.ts";
import type { Masking } from "./masking.ts";

const MAX_DEPTH = 16;

/** See {@link Masking.hideSecrets}. */
export function hideSecrets(
  document: object,
  show: Parameters<Masking["hideSecrets"]>[1],
  redacted: string,
  depth = 0,
): void {
  const hide = (name: string, value: unknown) =>
    typeof value === "string" && isSecretField(name) ? redacted : value;
  const fields = Object.entries(document);
  if (fields.some(([name, value]) => hide(name, value) !== value)) {
    show(document, () => JSON.stringify(document, hide));
  }
  for (const [, value] of depth < MAX_DEPTH ? fields : []) {
    if (typeof value === "object" && value !== null) hideSecrets(value, show, redacted, depth + 1);
  }
}
