import type { CopyTools } from "./copy_tools.ts";

/**
 * Reads the redirect by which a collection's server asks for a login: to the login page of Globus Auth,
 * for a client with the id of the collection.
 *
 * @returns The id and what the login must fulfill; undefined for any other redirect.
 */
export function readLoginRedirect(
  headers: Headers,
  { isUuid }: CopyTools,
): { collectionId: string; parameters: Record<string, unknown> } | undefined {
  const text = headers.get("location") ?? "";
  if (!URL.canParse(text)) return undefined;
  const { pathname, searchParams, host } = new URL(text);
  // On a port of a sandbox, the host is the first segment of the path.
  const isLoginPage = /^\/v2\/oauth2\/authorize$/.test(pathname) && /^auth\./.test(host) ||
    /^\/auth\.[\w.-]+\/v2\/oauth2\/authorize$/.test(pathname);
  const collectionId = searchParams.get("client_id");
  if (!isLoginPage || !isUuid(collectionId)) return undefined;
  const listOf = (name: string) => searchParams.get(name)?.split(",").filter(Boolean);
  return {
    collectionId: collectionId!.toLowerCase(),
    parameters: {
      session_required_identities: listOf("session_required_identities"),
      session_required_single_domain: listOf("session_required_single_domain"),
      session_required_policies: listOf("session_required_policies"),
      session_required_mfa: searchParams.get("session_required_mfa") === "true" || undefined,
      prompt: searchParams.get("prompt") === "login" ? "login" : undefined,
    },
  };
}
