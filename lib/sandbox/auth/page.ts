import { secretText } from "../random.ts";

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
  options: {
    status?: number | undefined;
    headers?: Record<string, string> | undefined;
    formTo?: string | undefined;
  } = {},
): Response {
  const nonce = secretText(12);
  const formAction = ["'self'", options.formTo ?? ""].join(" ").trim();
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8">` +
    `<meta name="viewport" content="width=device-width,initial-scale=1">` +
    `<title>${escapeHtml(title)} · Globus sandbox</title><link rel="icon" href="data:,">` +
    `<style nonce="${nonce}">${STYLE}</style></head><body>` +
    `<header>${MARK}Globus Auth<span class="tag">sandbox</span></header>` +
    `<main><h1>${escapeHtml(title)}</h1>${main}</main>` +
    `<footer>This is a simulator. The people are fictional, and nothing is sent to Globus.</footer>` +
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
    "This login cannot continue",
    `<p class="bad">${escapeHtml(description)}</p>` +
      `<p class="soft small">Error code: <code>${escapeHtml(error)}</code></p>` +
      `<p class="soft">Go back to the application and start again.</p>`,
    { status },
  );
}
