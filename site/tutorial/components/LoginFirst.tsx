import type { ComponentChildren, JSX } from "preact";
import { ActionButton } from "../../components/pieces.tsx";

/** In place of what only somebody who is logged in can see. */
export function LoginFirst(props: {
  /** The session's form token. */
  token: string;
  /** Page to come back to. */
  returnTo: string;
  /** What the login is for. */
  children: ComponentChildren;
}): JSX.Element {
  return (
    <div class="card login-first">
      <p>{props.children}</p>
      <ActionButton action="/login" token={props.token} fields={{ return_to: props.returnTo }}>
        Log in
      </ActionButton>
    </div>
  );
}
