import type { ComponentChildren, JSX } from "preact";
import ThemeSwitch from "../../islands/ThemeSwitch.tsx";
import { ActionButton, FormToken, ModeBadge, Notice } from "./pieces.tsx";
import type { User } from "../portal/session/session_data.ts";
import { site } from "../portal/site.ts";
import type { State } from "../portal/state.ts";

/** Pages that the header leads to. */
const PAGES: [path: string, title: string][] = [
  ["/lessons", "Lessons"],
  ["/tokens", "Tokens"],
  ["/endpoints", "Endpoints"],
  ["/files", "Files"],
  ["/transfer", "Transfer"],
  ["/tasks", "Tasks"],
];

/** The mark: two nodes and what passes between them. */
function Mark(): JSX.Element {
  return (
    <svg class="mark" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="#0f6a8c" />
      <g fill="none" stroke="#fff" stroke-width="2" stroke-linecap="round">
        <path d="M9 21.5c4.5 0 4-11 8.5-11M14.5 21.5c4.5 0 4-11 8.5-11" />
        <circle cx="9" cy="21.5" r="1.5" fill="#fff" />
        <circle cx="23" cy="10.5" r="1.5" fill="#fff" />
      </g>
    </svg>
  );
}

/** Who is logged in, and the way out; or the way in. */
function Account(props: { user?: User; formToken: string; path: string }): JSX.Element {
  const { user, formToken, path } = props;
  if (!user) {
    return (
      <form method="post" action="/login">
        <FormToken token={formToken} />
        <input type="hidden" name="return_to" value={path} />
        <button type="submit" class="button small">Log in</button>
      </form>
    );
  }
  const name = user.name ?? user.preferred_username ?? user.sub;
  return (
    <>
      <button type="button" class="button small quiet who" popovertarget="account">
        <span class="hidden">Account of</span> {name}
      </button>
      <div popover="auto" id="account" class="card menu">
        <p>
          <strong>{name}</strong>
          <br />
          <span class="note">{user.preferred_username}</span>
          {user.organization && <span class="note block">{user.organization}</span>}
        </p>
        <div class="row">
          <a class="button small quiet" href="/tokens">Your tokens</a>
          <ActionButton action="/logout" token={formToken} class="button small">
            Log out
          </ActionButton>
        </div>
      </div>
    </>
  );
}

function currentOf(path: string, here: string): "page" | "true" | "false" {
  if (path === here) return "page";
  return here.startsWith(`${path}/`) ? "true" : "false";
}

/** A page to come back to after a login: an error's address, or a callback's, is none. */
function pageOf(path: string): string {
  return PAGES.some(([page]) => currentOf(page, path) !== "false") ? path : "/";
}

/**
 * What stands around every page: a way past the header, the header, and the footer. Error pages may
 * be drawn before the visitor is known.
 */
export function Shell(
  props: { url: URL; state: Partial<State>; children: ComponentChildren },
): JSX.Element {
  const { url, state: { session, notice, theme = "auto" } } = props;
  return (
    <>
      <a class="skip button" href="#main">Skip to the content</a>
      <header class="site-header">
        <div class="bar">
          <a class="brand" href="/" aria-current={url.pathname === "/" ? "page" : "false"}>
            <Mark />
            <span>Globus tutorial</span>
          </a>
          <div class="account">
            <ModeBadge mode={site.config.mode} />
            {session && (
              <Account
                user={session.data.user}
                formToken={session.formToken}
                path={pageOf(url.pathname)}
              />
            )}
          </div>
          <nav aria-label="Pages">
            <ul>
              {PAGES.map(([path, title]) => (
                <li key={path}>
                  <a href={path} aria-current={currentOf(path, url.pathname)}>{title}</a>
                </li>
              ))}
            </ul>
          </nav>
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        {notice && (
          <Notice kind={notice.kind}>
            {notice.text}
            {notice.link && (
              <>
                {" "}
                <a href={notice.link.href}>{notice.link.text}</a>
              </>
            )}
          </Notice>
        )}
        {props.children}
      </main>
      <footer class="site-footer">
        <div class="bar">
          <p>
            Learn Globus login, tokens and endpoints by using them. Tokens stay on the server.
          </p>
          <ThemeSwitch theme={theme} />
        </div>
      </footer>
    </>
  );
}
