import { Head } from "fresh/runtime";
import type { JSX } from "preact";
import type { LoginResult } from "./login.ts";

/** The page for a login that did not succeed: what happened, and the way on. */
export function LoginFailed(
  { result, formToken }: { result: LoginResult & { ok: false }; formToken: string },
): JSX.Element {
  return (
    <section class="message">
      <Head>
        <title>{`${result.title} · Globus tutorial`}</title>
      </Head>
      <p class="eyebrow">Login</p>
      <h1>{result.title}</h1>
      <p class="lead">{result.text}</p>
      <form method="post" action="/login">
        <input type="hidden" name="form_token" value={formToken} />
        <button class="button" type="submit">Log in with Globus</button>
      </form>
      <p>
        <a href="/">Go to the start page</a>
      </p>
    </section>
  );
}
