import { wireAddress } from "./WireLogView.tsx";

/**
 * A URL as Globus itself has it, marked "(sandbox)" if a sandbox plays the service. Any other text
 * stays unchanged.
 */
export function globusAddress(text: string, sandboxUrl?: string): string {
  if (!sandboxUrl || !text.startsWith(`${sandboxUrl}/`)) return text;
  const { host, rest } = wireAddress(text, sandboxUrl);
  return `https://${host}${rest} (sandbox)`;
}
