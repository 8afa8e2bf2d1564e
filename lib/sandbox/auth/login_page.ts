import type { ClientRecord } from "./clients.ts";
import { escapeHtml, page } from "./page.ts";
import type { IdentityRecord } from "./people.ts";

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

/** The page where a visitor chooses a sample user. */
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
    "Choose a sample user",
    `<p class="soft">You are logging in to <strong>${escapeHtml(view.client.name)}</strong>. ` +
      `You need no password.</p>` +
      (view.message ? `<p class="note">${escapeHtml(view.message)}</p>` : "") +
      (view.mfa
        ? `<p class="note">This app requires a second factor. The sandbox skips it.</p>`
        : "") +
      (people.length
        ? `<ul class="people">${people.join("")}</ul>`
        : `<p class="bad">No person here meets what the application requires of this login.</p>`),
    { formTo: view.formTo },
  );
}
