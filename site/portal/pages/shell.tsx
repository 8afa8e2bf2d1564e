import type { PageProps } from "fresh";
import { asset } from "fresh/runtime";
import type { JSX } from "preact";
import ThemeSwitch from "../../../islands/ThemeSwitch.tsx";
import { ActionButton, Notice } from "../../components/pieces.tsx";
import { SITE_NAME } from "../../components/site_name.ts";
import { site } from "../site.ts";
import type { State } from "../state.ts";

/** The document around every page of the portal: header, notice and footer. */
export function Shell({ Component, state }: PageProps<unknown, State>): JSX.Element {
  const { notice } = state.flash ?? {};
  return (
    <html lang="en" data-theme={state.theme}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        {/* Makes browsers send the origin with forms, also from the page of a failed callback. */}
        <meta name="referrer" content="strict-origin" />
        <link rel="icon" type="image/svg+xml" href={asset("/favicon.svg")} />
        <link rel="stylesheet" href={asset("/styles.css")} />
      </head>
      <body>
        <a class="skip button" href="#main">Skip to the content</a>
        <header class="site-header">
          <div class="bar">
            <a class="brand" href="/">{SITE_NAME}</a>
            <div class="account">
              {site.config.mode === "sandbox" && <span class="badge warn">Sandbox</span>}
              {state.session && <Account session={state.session} />}
            </div>
          </div>
        </header>
        <main id="main" tabIndex={-1}>
          {notice && (
            <Notice kind={notice.kind} title={notice.title}>
              {notice.text} {notice.link && <a href={notice.link.href}>{notice.link.text}</a>}
            </Notice>
          )}
          <Component />
        </main>
        <footer class="site-footer">
          <div class="bar">
            <ThemeSwitch theme={state.theme} />
          </div>
        </footer>
      </body>
    </html>
  );
}

/** The user's name and the logout; the login for a visitor who is not logged in. */
function Account({ session }: Pick<State, "session">): JSX.Element {
  const { data: { user }, formToken } = session;
  if (!user) {
    return (
      <ActionButton action="/login" token={formToken} class="button small">Log in</ActionButton>
    );
  }
  return (
    <>
      <span>{user.name ?? user.preferred_username ?? user.sub}</span>
      <ActionButton action="/logout" token={formToken} class="button small quiet">
        Log out
      </ActionButton>
    </>
  );
}
