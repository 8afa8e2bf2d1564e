import { safeReturnTo } from "@globus-deno/sdk";
import { page } from "fresh";
import { PageTitle } from "../../site/components/page_title.tsx";
import { FormToken } from "../../site/components/pieces.tsx";
import { startLogin } from "../../site/portal/login/login.ts";
import { site } from "../../site/portal/site.ts";
import { define } from "../../site/portal/state.ts";

export const handler = define.handlers({
  GET({ state, url }) {
    return page({
      returnTo: safeReturnTo(site.config.publicOrigin, url.searchParams.get("return_to")),
      formToken: state.session.formToken,
      user: state.session.data.user,
    });
  },
  POST({ req, state }) {
    return startLogin(req, state, {
      returnTo: safeReturnTo(site.config.publicOrigin, state.form?.get("return_to")),
      // Globus remembers the browser: without this, the same user would be logged in again.
      ...state.form?.get("prompt") === "login" && { parameters: { prompt: "login" } },
    });
  },
});

export default define.page<typeof handler>(({ data: { formToken, returnTo, user } }) => (
  <section class="message">
    <PageTitle text="Log in" />
    <p class="eyebrow">{site.config.mode === "sandbox" ? "Sandbox" : "Globus"}</p>
    <h1>Log in</h1>
    <p class="lead">
      {site.config.mode === "sandbox"
        ? "You go to the sandbox login page and choose a sample user, such as Ada. You need no password."
        : "You go to Globus, log in with your institution, and come back."}
    </p>
    {!user && returnTo !== "/" && <p>Log in first to see the page that you asked for.</p>}
    <p>
      This site asks for your name and for permission to use Globus Transfer on your behalf. Tokens
      stay on the server. Logging out revokes them.
    </p>
    {user && (
      <p class="note">
        You are logged in as{" "}
        <strong>{user.preferred_username}</strong>. If you log in again, it replaces this login.
      </p>
    )}
    <form method="post" action="/login" class="row">
      <FormToken token={formToken} />
      <input type="hidden" name="return_to" value={returnTo} />
      <button class="button" type="submit">Log in with Globus</button>
      <button class="button quiet" type="submit" name="prompt" value="login">
        Use another account
      </button>
    </form>
  </section>
));
