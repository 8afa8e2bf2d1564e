import type { ComponentChildren, JSX } from "preact";
import { FormToken, Notice } from "../../components/pieces.tsx";
import { ScopeTree } from "../../components/ScopeTree.tsx";
import type { Session } from "../session/sessions.ts";
import type { SessionData } from "../session/session_data.ts";
import type { LoginRequirement, Obstacle } from "./requirements.ts";
import { wasRequired } from "../../pages/transfer/kept_transfers.ts";

/** What stands in the way, why, and the login that removes it, where there is one. */
export function ObstacleNotice(props: {
  obstacle: Obstacle;
  session: Session<SessionData>;
  /** Page to go on with after a login. */
  returnTo: string;
  /** What the button says. @default {"Log in again for this"} */
  action?: string;
  children?: ComponentChildren;
}): JSX.Element {
  const { session } = props;
  const { login, said, text, title } = props.obstacle;
  return (
    <Notice kind={login ? "info" : "bad"} title={title}>
      <p>{text}</p>
      {login && <Wants login={login} isRepeated={wasRequired(session, login.packed)} />}
      {login && (
        <form method="post" action="/login/required">
          <FormToken token={session.formToken} />
          <input type="hidden" name="return_to" value={props.returnTo} />
          <p>
            <button class="button" type="submit" name="requirement" value={login.packed}>
              {props.action ?? "Log in again for this"}
            </button>
          </p>
        </form>
      )}
      {said && (
        <details>
          <summary>In the words of Globus</summary>
          <p class="note">{said}</p>
        </details>
      )}
      {props.children}
    </Notice>
  );
}

/** What a login must fulfil, in the service's words and in ours. */
export function Wants(props: {
  login: LoginRequirement;
  /** Whether the last login was for this already. */
  isRepeated?: boolean;
}): JSX.Element {
  const { message, scope, wants } = props.login;
  return (
    <>
      {message && <blockquote>{message}</blockquote>}
      {wants.length > 0 && (
        <ul>
          {wants.map((want) => <li key={want}>{want}</li>)}
        </ul>
      )}
      {scope && (
        <>
          <p>What the login asks you to allow:</p>
          <ScopeTree scope={scope} />
        </>
      )}
      {props.isRepeated && (
        <p>
          <strong>Your last login was for just this, and it was not enough.</strong>{" "}
          Perhaps another identity of yours is needed, or you did not allow what was asked.
        </p>
      )}
    </>
  );
}
