/** Removes code and state from the address bar and from the history of the tab. */
const SCRIPT = `history.replaceState(null,"","/")`;
/** SHA-256 of the script, for the policy: no other script may run. */
export const SCRIPT_HASH = "sha256-4yQlCA6sut83myo/n+J0YG9sdFWm5qA32W2S+0f011U=";

/** A page that the browser is shown after a login. */
export interface CallbackPage {
  /** HTTP status. */
  readonly status: number;
  /** Headers: only the page's own script runs, nothing is cached, no referrer is sent. */
  readonly headers: Readonly<Record<string, string>>;
  /** HTML. It contains no part of the request. */
  readonly body: string;
}

function makePage(status: number, title: string, text: string): CallbackPage {
  return {
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
      "content-security-policy":
        `default-src 'none'; img-src data:; script-src '${SCRIPT_HASH}'; base-uri 'none';` +
        " form-action 'none'; frame-ancestors 'none'",
      "connection": "close",
    },
    body: `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title>` +
      `<link rel="icon" href="data:,"><script>${SCRIPT}</script></head>` +
      `<body><h1>${title}</h1><p>${text}</p></body></html>\n`,
  };
}

/** Shown when Globus has sent a code. */
export const SUCCESS_PAGE: CallbackPage = /* @__PURE__ */ makePage(
  200,
  "Logged in with Globus",
  "You can close this page and go back to the program.",
);
/** Shown when Globus or the user refused the login. The program itself says why. */
export const REFUSED_PAGE: CallbackPage = /* @__PURE__ */ makePage(
  400,
  "Not logged in",
  "The login was not completed. Go back to the program: it says what happened.",
);
/** Shown for all requests but the callback of this login. */
export const NOT_FOUND_PAGE: CallbackPage = /* @__PURE__ */ makePage(
  404,
  "Not found",
  "This page does not exist. If you are logging in, continue on the page of Globus.",
);
