import { secureUrl } from "./guards.ts";

/**
 * The address that one below a sandbox's stands for: `https://HOST/api/` for
 * `https://127.0.0.1:8900/HOST/api/`. Any other value is returned unchanged.
 */
export function outsideSandbox<Text extends string | null | undefined>(
  text: Text,
  sandboxUrl: string | undefined,
): Text | string {
  const origin = secureUrl(sandboxUrl)?.origin;
  if (!origin || typeof text !== "string" || !text.startsWith(`${origin}/`)) return text;
  return `https:/${text.slice(origin.length)}`;
}
