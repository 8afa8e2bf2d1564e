import { escapeHtml, page } from "./page.ts";

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
