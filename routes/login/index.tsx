import { safeReturnTo } from "@globus-deno/sdk";
import { page } from "fresh";
import { PageTitle } from "../../site/components/page_title.tsx";
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
        ? "You go to the login page of a simulated Globus, where you choose who you want to be. " +
          "There is no password."
        : "You go to Globus, log in with your institution, and come back."}
    </p>
    <p>
      The site asks for your name, and for leave to use Globus Transfer for you. The tokens that it
      gets stay on its server; logging out revokes them.
    </p>
    {user && (
      <p class="note">
        You are logged in as{" "}
        <strong>{user.preferred_username}</strong>. Logging in again replaces that.
      </p>
    )}
    <form method="post" action="/login">
      <input type="hidden" name="form_token" value={formToken} />
      <input type="hidden" name="return_to" value={returnTo} />
      <button class="button" type="submit">Log in with Globus</button>
    </form>
  </section>
));
