/** Takes code and state out of the address bar and the history of the tab. */
const script = `history.replaceState(null,"","/")`;
/** SHA-256 of the script, which is the only one that may run. */
export const SCRIPT_HASH = "sha256-4yQlCA6sut83myo/n+J0YG9sdFWm5qA32W2S+0f011U=";

/** A page for the browser. */
export interface CallbackPage {
  /** HTTP status. */
  readonly status: number;
  /** Headers: only its own script runs, nothing is cached, and no referrer is sent. */
  readonly headers: Readonly<Record<string, string>>;
  /** HTML. Nothing in it comes from outside. */
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
      `<link rel="icon" href="data:,"><script>${script}</script></head>` +
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
/** Shown for requests that do not answer this login. */
export const NOT_FOUND_PAGE: CallbackPage = /* @__PURE__ */ makePage(
  404,
  "Not found",
  "There is nothing here. If you are logging in, go on in the page of Globus.",
);
