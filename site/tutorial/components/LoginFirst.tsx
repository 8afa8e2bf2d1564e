import type { ComponentChildren, JSX } from "preact";
import { ActionButton } from "../../components/pieces.tsx";

/** Shown instead of content that needs a login. */
export function LoginFirst(props: {
  /** The session's form token. */
  token: string;
  /** Page to return to. */
  returnTo: string;
  /** Why a login is needed. */
  children: ComponentChildren;
}): JSX.Element {
  return (
    <div class="card login-first">
      <p>{props.children}</p>
      <ActionButton action="/login" token={props.token} fields={{ return_to: props.returnTo }}>
        Log in with Globus
      </ActionButton>
    </div>
  );
}
