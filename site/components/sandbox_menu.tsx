import type { JSX } from "preact";
import { lengthText, things } from "./format.ts";
import { ActionButton, FormToken } from "./pieces.tsx";

const HOUR_SECONDS = 3600;

/** Formats a lead: `2 days`, or its two largest units. */
function aheadText(aheadMs: number): string {
  const seconds = Math.round(aheadMs / 60_000) * 60;
  const days = seconds / (24 * HOUR_SECONDS);
  return Number.isInteger(days) ? things(days, "day", "days") : lengthText(seconds);
}

/** The sandbox in the header: who you are in it, its clock, and a reset. */
export function SandboxMenu(props: {
  formToken: string;
  /** Page to return to. */
  returnTo: string;
  /** Name of the user who is logged in. */
  userName?: string;
  /** Milliseconds that the sandbox's clock is ahead. */
  aheadMs: number;
}): JSX.Element {
  const { aheadMs, formToken, returnTo, userName } = props;
  const button = (action: string, text: string) => (
    <ActionButton
      action="/sandbox"
      token={formToken}
      fields={{ do: action, return_to: returnTo }}
      class="button small quiet"
    >
      {text}
    </ActionButton>
  );
  const isAhead = aheadMs > 60_000;
  return (
    <>
      <button type="button" class="badge warn menu-badge" popovertarget="sandbox">
        Sandbox<span class="hidden">: user, clock, reset</span>
      </button>
      <div popover="auto" id="sandbox" class="card menu">
        <p>
          <strong>Sandbox</strong>
          <span class="note block">A simulator of Globus. Nothing leaves your computer.</span>
        </p>
        <p>
          {userName ? `You are ${userName}.` : "You are not logged in."}
        </p>
        <form method="post" action="/login">
          <FormToken token={formToken} />
          <input type="hidden" name="return_to" value={returnTo} />
          <input type="hidden" name="prompt" value="login" />
          <p>
            <button type="submit" class="button small quiet">
              {userName ? "Switch user" : "Choose a user"}
            </button>
          </p>
        </form>
        <p>
          {isAhead ? `Its clock is ${aheadText(aheadMs)} ahead.` : "Its clock shows the real time."}
        </p>
        <div class="row">
          {button("advance", "Move it 48 hours")}
          {isAhead && button("set_back", "Set it back")}
          {button("reset", "Reset the sandbox")}
        </div>
        <p class="note">
          <a href="/#modes">About the sandbox</a>
        </p>
      </div>
    </>
  );
}
