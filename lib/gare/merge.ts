import { GARE } from "./gare.ts";
import {
  type AuthorizationParametersDocument,
  cleanList,
  GlobusAuthorizationParameters,
} from "./parameters.ts";

/**
 * Joins requirements so that as few logins as possible meet all of them. A login that meets a
 * joined requirement meets each that went into it: nothing is weakened.
 *
 * Scopes and policies add up, a second factor or a prompt that one needs all get, and messages are
 * put together. Two requirements stay apart, for a login each, where
 * - both name identities or domains and not the same ones (several domains mean *one of them*, so
 *   that a longer list would ask for less) — unless one's domains are among the other's;
 * - they have different prompts, or different fields that Globus does not define.
 *
 * @returns Requirements for one login each; of what went in alone, itself.
 */
export function mergeGares(gares: Iterable<GARE>): GARE[] {
  const merged: GARE[] = [];
  for (const gare of gares) {
    const joined = merged.some((other, i) => {
      const both = join(other, gare);
      if (both) merged[i] = both;
      return both !== undefined;
    });
    if (!joined) merged.push(gare);
  }
  return merged;
}

function join(a: GARE, b: GARE): GARE | undefined {
  const [p, q] = [a.authorizationParameters, b.authorizationParameters];
  const session = joinSessions(p, q);
  if (!session) return undefined;
  if (p.prompt && q.prompt && p.prompt !== q.prompt) return undefined;
  if (!sameOrOneEmpty(p.extra, q.extra)) return undefined;
  const parameters: AuthorizationParametersDocument = {
    ...session,
    session_message: cleanList([p.session_message ?? "", q.session_message ?? ""]).join("; ") ||
      undefined,
    session_required_policies: union(p.session_required_policies, q.session_required_policies),
    required_scopes: union(p.required_scopes, q.required_scopes),
    session_required_mfa: p.session_required_mfa || q.session_required_mfa,
    prompt: p.prompt || q.prompt,
  };
  const extra = Object.keys(p.extra).length > 0 ? p.extra : q.extra;
  return new GARE(
    a.code === b.code ? a.code : "AuthorizationRequired",
    new GlobusAuthorizationParameters(parameters, { extra }),
    { extra: sameText(a.extra, b.extra) ? a.extra : {} },
  );
}

/** Who must have logged in: identities and domains belong together. */
function joinSessions(
  p: GlobusAuthorizationParameters,
  q: GlobusAuthorizationParameters,
): AuthorizationParametersDocument | undefined {
  const [first, second] = [p, q].map((each) => ({
    identities: canonical(each.session_required_identities),
    domains: canonical(each.session_required_single_domain),
    document: {
      session_required_identities: each.session_required_identities,
      session_required_single_domain: each.session_required_single_domain,
    },
  }));
  const isFree = (side: typeof first) => side.identities.length + side.domains.length === 0;
  if (isFree(second)) return first.document;
  if (isFree(first)) return second.document;
  if (!sameText(first.identities, second.identities)) return undefined;
  if (first.domains.length === 0 || second.domains.length === 0) {
    return first.domains.length === second.domains.length ? first.document : undefined;
  }
  if (first.domains.every((domain) => second.domains.includes(domain))) return first.document;
  if (second.domains.every((domain) => first.domains.includes(domain))) return second.document;
  return undefined;
}

/** Items trimmed, in one case and order, each once: to compare what case does not tell apart. */
export function canonical(items: readonly string[] = []): string[] {
  return cleanList(items.map((item) => item.toLowerCase())).sort();
}

function union(a?: readonly string[], b?: readonly string[]): string[] | undefined {
  return a || b ? cleanList([...a ?? [], ...b ?? []]) : undefined;
}

function sameText(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function sameOrOneEmpty(a: object, b: object): boolean {
  return Object.keys(a).length === 0 || Object.keys(b).length === 0 || sameText(a, b);
}
