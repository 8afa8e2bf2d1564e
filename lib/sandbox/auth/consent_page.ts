import type { ClientRecord } from "./clients.ts";
import { escapeHtml, page } from "./page.ts";
import type { IdentityRecord } from "./people.ts";

/** A scope as the consent page explains it to people. */
export interface ScopeInWords {
  /** Name of the scope. */
  name: string;
  /** What it allows. */
  description: string;
  /** The scope string. */
  scope: string;
  /** Whether the person may decline it and allow the rest. */
  optional: boolean;
  /** Scopes that hang on it. */
  dependencies: ScopeInWords[];
}

/** What the consent page shows. */
export interface ConsentPage {
  /** Path that the form posts to. */
  action: string;
  /** Path of the login page, for a visitor who wants to be another user. */
  loginPath: string;
  /** Hidden number of the login under way. */
  interaction: string;
  /** The client that asks. */
  client: ClientRecord;
  /** The person who is logged in and gives the consent. */
  identity: IdentityRecord;
  /** What is asked for. */
  scopes: ScopeInWords[];
  /** Whether access lasts beyond the session. */
  offline: boolean;
  /** Name proposed for the grant, where the client asks for one. */
  label: string;
  /** Where the form leads in the end. */
  formTo: string;
}

/** The page where a person allows or refuses. */
export function consentPage(view: ConsentPage): Response {
  const list = (scopes: ScopeInWords[]): string =>
    scopes.map((scope) =>
      `<li><strong>${escapeHtml(scope.name)}</strong>${scope.optional ? optionBox(scope) : ""}` +
      `<br>${escapeHtml(scope.description)}` +
      `<code>${escapeHtml(scope.scope)}</code>` +
      (scope.dependencies.length ? `<ul>${list(scope.dependencies)}</ul>` : "") + `</li>`
    ).join("");
  const { privacy_policy, terms_and_conditions } = view.client.links;
  const links = [["Privacy policy", privacy_policy], ["Terms", terms_and_conditions]]
    .filter(([, href]) => href?.startsWith("https://"))
    .map(([text, href]) =>
      `<a href="${escapeHtml(href ?? "")}" rel="noopener noreferrer">${text}</a>`
    ).join(" · ");
  return page(
    `${view.client.name} would like to:`,
    `<p class="soft">You are <strong>${escapeHtml(view.identity.name ?? "")}</strong> ` +
      `(${escapeHtml(view.identity.username)}). ` +
      `<a href="${escapeHtml(view.loginPath)}">Not you? Use another account</a></p>` +
      `<form method="post" action="${escapeHtml(view.action)}">` +
      `<ul class="scopes">${list(view.scopes)}</ul>` +
      (view.offline
        ? `<p class="note">This app can keep access while you are away, until you revoke it.</p>`
        : "") +
      `<input type="hidden" name="interaction" value="${view.interaction}">` +
      (view.client.prompt_for_named_grant
        ? `<label for="label">Name this consent (optional)</label>` +
          `<input type="text" id="label" name="label" maxlength="128" value="${
            escapeHtml(view.label)
          }">`
        : "") +
      `<div class="row"><button class="button main" name="decision" value="allow">Allow</button>` +
      `<button class="button" name="decision" value="deny">Deny</button></div></form>` +
      (links ? `<p class="soft small">${links}</p>` : ""),
    { formTo: view.formTo },
  );
}

/** A box for a scope that may be declined. The hidden field says that the page offered it. */
function optionBox({ scope }: ScopeInWords): string {
  const value = escapeHtml(scope);
  return `<input type="hidden" name="offered" value="${value}"><label class="check">` +
    `<input type="checkbox" name="kept" value="${value}" checked> Allow this optional scope` +
    `</label>`;
}
