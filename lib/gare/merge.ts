import { GARE } from "./gare.ts";
import {
  type AuthorizationParametersDocument,
  cleanList,
  GlobusAuthorizationParameters,
} from "./parameters.ts";

/**
 * Merges requirements, so that as few logins as possible meet all of them. A login that meets a merged
 * requirement meets all requirements in it.
 *
 * Merging unites scopes and policies, keeps a second factor or a prompt that one of them requires, and
 * joins the messages. Two requirements are not merged, and need a login each, if
 * - both name identities or domains, but different ones. (Several domains mean *one of them*, so a
 *   longer list would require less.) They are merged if the domains of one include those of the other;
 * - they have different prompts, or different fields that Globus does not define.
 *
 * @returns Requirements for one login each. One that was not merged is returned itself.
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
    { extra: isSameJson(a.extra, b.extra) ? a.extra : {} },
  );
}

/** Merges identities and domains, which belong together: they say who must have logged in. */
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
  if (!isSameJson(first.identities, second.identities)) return undefined;
  if (first.domains.length === 0 || second.domains.length === 0) {
    return first.domains.length === second.domains.length ? first.document : undefined;
  }
  if (first.domains.every((domain) => second.domains.includes(domain))) return first.document;
  if (second.domains.every((domain) => first.domains.includes(domain))) return second.document;
  return undefined;
}

/** Normalizes a list for comparison: trimmed, in lower case, sorted, each item once. */
export function canonical(items: readonly string[] = []): string[] {
  return cleanList(items.map((item) => item.toLowerCase())).sort();
}

function union(a?: readonly string[], b?: readonly string[]): string[] | undefined {
  return a || b ? cleanList([...a ?? [], ...b ?? []]) : undefined;
}

function isSameJson(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function sameOrOneEmpty(a: object, b: object): boolean {
  return Object.keys(a).length === 0 || Object.keys(b).length === 0 || isSameJson(a, b);
}
