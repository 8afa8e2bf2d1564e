import type { JSX } from "preact";
import { PageTitle } from "../../components/page_title.tsx";
import { ActionButton } from "../../components/pieces.tsx";
import type { LoginResult } from "./login.ts";

/** The page for a failed login: what happened, and how to go on. */
export function LoginFailed(
  { result, formToken }: { result: LoginResult & { ok: false }; formToken: string },
): JSX.Element {
  return (
    <section class="message">
      <PageTitle text={result.title} />
      <p class="eyebrow">Login</p>
      <h1>{result.title}</h1>
      <p class="lead">{result.text}</p>
      <div class="row">
        <ActionButton
          action="/login"
          token={formToken}
          fields={{ return_to: result.returnTo ?? "/" }}
        >
          Log in with Globus
        </ActionButton>
        <a class="button quiet" href={result.returnTo ?? "/"}>
          {(result.returnTo ?? "/") === "/" ? "Go to the start page" : "Back without a login"}
        </a>
      </div>
    </section>
  );
}
