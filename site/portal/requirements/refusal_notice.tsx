import type { ComponentChildren, JSX } from "preact";
import { FormToken, Notice } from "../../components/pieces.tsx";
import { ScopeTree } from "../../components/ScopeTree.tsx";
import type { VisitorSession } from "../session/session_data.ts";
import { wasRequired } from "./last_requirement.ts";
import type { Refusal } from "./refusals.ts";
import type { LoginRequirement } from "./requirements.ts";

/** Why Globus refused, and a button for the login that helps, if one does. */
export function RefusalNotice(props: {
  refusal: Refusal;
  session: VisitorSession;
  /** Page to return to after the login. */
  returnTo: string;
  /** Text of the button. @default {"Log in and give consent"} */
  action?: string;
  children?: ComponentChildren;
}): JSX.Element {
  const { refusal: { requirement, said, text, title }, session } = props;
  return (
    <Notice kind={requirement ? "info" : "bad"} title={title}>
      <p>{text}</p>
      {requirement && (
        <>
          <RequirementText
            requirement={requirement}
            isRepeated={wasRequired(session, requirement.packed)}
          />
          <form method="post" action="/login/required">
            <FormToken token={session.formToken} />
            <input type="hidden" name="return_to" value={props.returnTo} />
            <p>
              <button class="button" type="submit" name="requirement" value={requirement.packed}>
                {props.action ?? "Log in and give consent"}
              </button>
            </p>
          </form>
        </>
      )}
      {said && <WordsOfGlobus text={said} />}
      {props.children}
    </Notice>
  );
}

/** What a login must satisfy, in the service's words and in ours. */
export function RequirementText(props: {
  requirement: LoginRequirement;
  /** Whether the last login was for this requirement. */
  isRepeated?: boolean;
}): JSX.Element {
  const { message, scope, wants } = props.requirement;
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
          <p>You will be asked to allow:</p>
          <ScopeTree scope={scope} />
        </>
      )}
      {props.isRepeated && (
        <p>
          <strong>You already logged in for this, but it did not help.</strong>{" "}
          You may need another identity, or you may have denied access.
        </p>
      )}
    </>
  );
}

/** The message of Globus, folded. */
export function WordsOfGlobus({ text }: { text: string }): JSX.Element {
  return (
    <details>
      <summary>Message from Globus</summary>
      <p class="note">{text}</p>
    </details>
  );
}
