import { secretText } from "../random.ts";
import type { ClientRecord } from "./clients.ts";
import type { IdentityRecord } from "./people.ts";

/** Text made safe to stand in HTML, in content and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

const STYLE = `
:root{color-scheme:light dark;--ink:#172033;--soft:#55607a;--page:#eef1f7;--card:#fff;--line:#d6dcea;
--brand:#23479a;--brand-ink:#fff;--tint:#e8eefb;--bad:#a3212b;--focus:#d97706}
@media (prefers-color-scheme:dark){:root{--ink:#e9edf6;--soft:#a5b0c7;--page:#0e131d;--card:#171e2c;
--line:#2c374d;--brand:#8db1ff;--brand-ink:#0b1220;--tint:#1f2a42;--bad:#ff9aa2;--focus:#fbbf24}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;background:var(--page);color:var(--ink);display:flex;flex-direction:column;
align-items:center;font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;padding:16px}
header{width:100%;max-width:560px;display:flex;gap:10px;align-items:center;padding:8px 4px 16px;font-weight:600}
.mark{width:28px;height:28px;flex:none}
.tag{margin-left:auto;font-size:13px;font-weight:500;color:var(--soft);border:1px dashed var(--line);
border-radius:99px;padding:2px 10px}
main{width:100%;max-width:560px;background:var(--card);border:1px solid var(--line);border-radius:16px;
padding:clamp(20px,5vw,36px);box-shadow:0 12px 40px rgb(16 30 66/.08)}
h1{font-size:clamp(21px,5vw,26px);line-height:1.25;margin:0 0 8px;text-wrap:balance}
h2{font-size:16px;margin:24px 0 8px}
p{margin:0 0 12px}.soft{color:var(--soft)}.small{font-size:14px}
.note{background:var(--tint);border-radius:10px;padding:12px 14px;margin:16px 0}
.bad{color:var(--bad)}
ul{list-style:none;margin:0;padding:0}
.people{display:grid;gap:10px;margin-top:20px}
.people form{margin:0}
.who{display:flex;gap:14px;align-items:center;width:100%;text-align:left;font:inherit;color:inherit;
background:none;border:1px solid var(--line);border-radius:12px;padding:12px 14px;cursor:pointer;min-height:64px}
.who:hover{background:var(--tint);border-color:var(--brand)}
.who span{min-width:0;overflow-wrap:anywhere}
.who small{display:block;color:var(--soft);font-size:14px}
.face{flex:none;width:42px;height:42px;border-radius:50%;display:grid;place-items:center;font-weight:600;
background:var(--tint);color:var(--brand)}
.scopes li{padding:10px 0;border-top:1px solid var(--line)}
.scopes li:first-child{border-top:0}
.scopes li li{margin-left:18px}
.scopes code{display:block;font-size:12.5px;color:var(--soft);overflow-wrap:anywhere}
label{display:block;margin:16px 0 4px;font-weight:600}
.check{display:flex;gap:10px;align-items:flex-start;font-weight:400}
input[type=text]{width:100%;font:inherit;color:inherit;background:var(--page);border:1px solid var(--line);
border-radius:10px;padding:10px 12px}
.row{display:flex;flex-wrap:wrap;gap:10px;margin-top:24px}
.button{flex:1 1 140px;text-align:center;font:inherit;font-weight:600;border-radius:10px;padding:12px 18px;
min-height:48px;cursor:pointer;border:1px solid var(--brand);background:none;color:var(--brand);text-decoration:none}
.main{background:var(--brand);color:var(--brand-ink)}
.button:hover{filter:brightness(1.08)}
:focus-visible{outline:3px solid var(--focus);outline-offset:2px}
.code{display:block;user-select:all;-webkit-user-select:all;font:16px/1.6 ui-monospace,Consolas,monospace;
background:var(--tint);border-radius:10px;padding:14px;overflow-wrap:anywhere;margin:16px 0}
a{color:var(--brand)}
footer{max-width:560px;padding:16px 4px;color:var(--soft);font-size:14px;text-align:center}
`;

const MARK =
  `<svg class="mark" viewBox="0 0 28 28" aria-hidden="true"><circle cx="14" cy="14" r="13" ` +
  `fill="none" stroke="currentColor" stroke-width="2"/><path d="M1 14h26M14 1c5 4 5 22 0 26M14 1c-5 4-5 ` +
  `22 0 26" fill="none" stroke="currentColor" stroke-width="2"/></svg>`;

/**
 * A page of the authorization server: no script, its own style, nothing from elsewhere.
 *
 * @param title Title of the window, and of the page.
 * @param main HTML of the main part.
 * @param options HTTP status, further headers, and where forms of the page may lead in the end.
 */
export function page(
  title: string,
  main: string,
  options: { status?: number; headers?: Record<string, string>; formTo?: string } = {},
): Response {
  const nonce = secretText(12);
  const formAction = ["'self'", options.formTo ?? ""].join(" ").trim();
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8">` +
    `<meta name="viewport" content="width=device-width,initial-scale=1">` +
    `<title>${escapeHtml(title)} · Globus sandbox</title><link rel="icon" href="data:,">` +
    `<style nonce="${nonce}">${STYLE}</style></head><body>` +
    `<header>${MARK}Globus Auth<span class="tag">sandbox</span></header>` +
    `<main><h1>${escapeHtml(title)}</h1>${main}</main>` +
    `<footer>A simulator: the people are made up, and nothing here reaches Globus.</footer>` +
    `</body></html>`;
  return new Response(html, {
    status: options.status ?? 200,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "content-security-policy": `default-src 'none'; style-src 'nonce-${nonce}'; img-src data:; ` +
        `form-action ${formAction}; base-uri 'none'; frame-ancestors 'none'`,
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      ...options.headers,
    },
  });
}

/** A page that says what is wrong where a redirect cannot. */
export function errorPage(error: string, description: string, status = 400): Response {
  return page(
    "This login cannot go on",
    `<p class="bad">${escapeHtml(description)}</p>` +
      `<p class="soft small">Error code: <code>${escapeHtml(error)}</code></p>` +
      `<p class="soft">Go back to the application and start again.</p>`,
    { status },
  );
}

/** What the login page shows. */
export interface LoginPage {
  /** Path that the forms post to. */
  action: string;
  /** Hidden number of the login under way. */
  interaction: string;
  /** The client that asks. */
  client: ClientRecord;
  /** Whom the visitor can be: an identity and a sentence about the person. */
  choices: { identity: IdentityRecord; about: string; provider: string }[];
  /** Words of the client, shown as text. */
  message: string;
  /** Whether a second factor is required. */
  mfa: boolean;
  /** Where the login leads in the end. */
  formTo: string;
}

/** The page where a visitor picks who to be. */
export function loginPage(view: LoginPage): Response {
  const people = view.choices.map(({ identity, about, provider }) => {
    const name = identity.name ?? identity.username;
    const initials = name.split(" ").map((part) => part[0]).join("").slice(0, 2);
    return `<li><form method="post" action="${escapeHtml(view.action)}">` +
      `<input type="hidden" name="interaction" value="${view.interaction}">` +
      `<input type="hidden" name="mfa" value="${view.mfa}">` +
      `<button class="who" name="identity" value="${escapeHtml(identity.id)}">` +
      `<span class="face" aria-hidden="true">${escapeHtml(initials)}</span>` +
      `<span><strong>${escapeHtml(name)}</strong><br>${escapeHtml(identity.username)}` +
      `<small>${escapeHtml(provider)}. ${escapeHtml(about)}</small></span></button></form></li>`;
  });
  return page(
    "Who do you want to be?",
    `<p class="soft">You are logging in to <strong>${escapeHtml(view.client.name)}</strong>. ` +
      `No password is needed: pick a person.</p>` +
      (view.message ? `<p class="note">${escapeHtml(view.message)}</p>` : "") +
      (view.mfa
        ? `<p class="note">A second factor is asked for; it counts as given here.</p>`
        : "") +
      (people.length
        ? `<ul class="people">${people.join("")}</ul>`
        : `<p class="bad">Nobody here meets what the application asks of this login.</p>`),
    { formTo: view.formTo },
  );
}

/** A scope in words. */
export interface ScopeInWords {
  /** Name of the scope. */
  name: string;
  /** What it allows. */
  description: string;
  /** The scope string. */
  scope: string;
  /** Scopes that hang on it. */
  dependencies: ScopeInWords[];
}

/** What the consent page shows. */
export interface ConsentPage {
  /** Path that the form posts to. */
  action: string;
  /** Hidden number of the login under way. */
  interaction: string;
  /** The client that asks. */
  client: ClientRecord;
  /** Who is logged in. */
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
      `<li><strong>${escapeHtml(scope.name)}</strong><br>${escapeHtml(scope.description)}` +
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
      `(${escapeHtml(view.identity.username)}).</p>` +
      `<ul class="scopes">${list(view.scopes)}</ul>` +
      (view.offline
        ? `<p class="note">It may go on doing so while you are away, until you take it back.</p>`
        : "") +
      `<form method="post" action="${escapeHtml(view.action)}">` +
      `<input type="hidden" name="interaction" value="${view.interaction}">` +
      (view.client.prompt_for_named_grant
        ? `<label for="label">Name of this login, for you to recognise it</label>` +
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

/** The page that shows a code to be copied into a terminal. */
export function codePage(code: string): Response {
  return page(
    "Copy this code",
    `<p>Paste it where the application waits for it. One click selects all of it.</p>` +
      `<code class="code" id="code" tabindex="0" aria-label="Authorization code">${
        escapeHtml(code)
      }</code>` +
      `<p class="soft small">It works once, and for ten minutes.</p>`,
  );
}
