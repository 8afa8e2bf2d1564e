import type { ComponentChildren, JSX } from "preact";
import PageControls from "../../islands/PageControls.tsx";
import ThemeSwitch from "../../islands/ThemeSwitch.tsx";
import { ActionButton, FormToken, ModeBadge, Notice } from "./pieces.tsx";
import { SandboxMenu } from "./sandbox_menu.tsx";
import { SITE_NAME } from "./site_name.ts";
import type { Theme } from "./theme.ts";

/** The pages that the header links to. */
const PAGES: [path: string, title: string][] = [
  ["/lessons", "Lessons"],
  ["/tokens", "Tokens"],
  ["/endpoints", "Collections"],
  ["/files", "Files"],
  ["/transfer", "Transfer"],
  ["/tasks", "Tasks"],
];

/** Pages that the start page links to. */
const OTHER_PAGES = [
  "/consents",
  "/errors",
  "/flows",
  "/groups",
  "/identities",
  "/jwt",
  "/search",
  "/timers",
];

/** The logo: data moves between two places. */
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

/** The user's menu with the logout; the login button for a visitor who is not logged in. */
function Account({ formToken, returnTo, user }: AccountProps): JSX.Element {
  if (!user) {
    return (
      <form method="post" action="/login">
        <FormToken token={formToken} />
        <input type="hidden" name="return_to" value={returnTo} />
        <button type="submit" class="button small">Log in</button>
      </form>
    );
  }
  const name = user.name ?? user.preferred_username ?? user.sub;
  return (
    <>
      <button type="button" class="button small quiet who" popovertarget="account">
        <span class="hidden">Account:</span> {name}
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
          <a class="button small quiet" href="/identities">Identities</a>
          <a class="button small quiet" href="/consents">Consents</a>
          <ActionButton action="/logout" token={formToken} class="button small">
            Log out
          </ActionButton>
        </div>
      </div>
    </>
  );
}

/** The value of `aria-current` for a link to `path`. */
function currentOf(path: string, here: string): "page" | "true" | "false" {
  if (path === here) return "page";
  return here.startsWith(`${path}/`) ? "true" : "false";
}

/** The page to return to after a login. It is not an error page, nor a callback. */
function returnPageOf(path: string): string {
  const pages = [...PAGES.map(([page]) => page), ...OTHER_PAGES];
  return pages.some((page) => currentOf(page, path) !== "false") ? path : "/";
}

/** What the layout needs. */
interface LayoutProps {
  /** Path of the page. */
  path: string;
  mode: "sandbox" | "live";
  /** Milliseconds that the sandbox's clock is ahead. Absent without a sandbox. */
  aheadMs?: number;
  theme: Theme;
  /** Absent on an error page that is shown before the session is loaded. */
  visitor?: Omit<AccountProps, "returnTo">;
  /** How the last action ended. */
  notice?: {
    kind: "good" | "bad" | "info";
    title?: string;
    text: string;
    link?: { href: string; text: string };
  };
  children: ComponentChildren;
}

interface AccountProps {
  /** Hidden field of each form, which proves that this site sent it. */
  formToken: string;
  returnTo: string;
  /** Absent if the visitor is not logged in. */
  user?: { sub: string; name?: string; preferred_username?: string; organization?: string };
}

/** The parts of every page around its content: a skip link, the header, notices and the footer. */
export function Layout(props: LayoutProps): JSX.Element {
  const { aheadMs, mode, notice, path, theme, visitor } = props;
  return (
    <>
      <a class="skip button" href="#main">Skip to the content</a>
      <header class="site-header">
        <div class="bar">
          <a class="brand" href="/" aria-current={path === "/" ? "page" : "false"}>
            <Mark />
            <span>{SITE_NAME}</span>
          </a>
          <div class="account">
            {visitor && aheadMs !== undefined
              ? (
                <SandboxMenu
                  formToken={visitor.formToken}
                  returnTo={returnPageOf(path)}
                  userName={visitor.user && (visitor.user.name ?? visitor.user.sub)}
                  aheadMs={aheadMs}
                />
              )
              : <ModeBadge mode={mode} />}
            {visitor && <Account {...visitor} returnTo={returnPageOf(path)} />}
          </div>
          <nav aria-label="Pages">
            <ul>
              {PAGES.map(([page, title]) => (
                <li key={page}>
                  <a href={page} aria-current={currentOf(page, path)}>{title}</a>
                </li>
              ))}
            </ul>
          </nav>
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        {notice && (
          <Notice kind={notice.kind} title={notice.title}>
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
            Learn Globus login, tokens, and collections by using them. Your tokens never leave the
            server.
          </p>
          <ThemeSwitch theme={theme} />
          <PageControls />
        </div>
      </footer>
    </>
  );
}
