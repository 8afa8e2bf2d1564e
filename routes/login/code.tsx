import { page } from "fresh";
import { PageTitle } from "../../site/components/page_title.tsx";
import { FormToken } from "../../site/components/pieces.tsx";
import { finishPastedLogin } from "../../site/portal/login/login.ts";
import { LoginFailed } from "../../site/portal/login/login_result.tsx";
import { seeOther } from "../../site/portal/server/see_other.ts";
import { define } from "../../site/portal/state.ts";

/** Characters of the longest code. */
const MAX_CODE_LENGTH = 500;

export const handler = define.handlers({
  GET({ state }) {
    const authorizeUrl = state.session.data.pastedLoginUrl;
    if (!authorizeUrl) return seeOther("/login");
    return page({ authorizeUrl, formToken: state.session.formToken });
  },
  async POST(ctx) {
    const code = ctx.state.form?.get("code");
    const text = typeof code === "string" ? code.trim() : "";
    if (!text || text.length > MAX_CODE_LENGTH) {
      return seeOther("/login/code");
    }
    const result = await finishPastedLogin(ctx.req, ctx.state, text);
    if (result.ok) return seeOther(result.returnTo);
    const { formToken } = ctx.state.session;
    return await ctx.render(<LoginFailed result={result} formToken={formToken} />, {
      status: result.status,
    });
  },
});

export default define.page<typeof handler>(({ data: { authorizeUrl, formToken } }) => (
  <section class="message">
    <PageTitle text="Paste your code" />
    <p class="eyebrow">Globus</p>
    <h1>Paste your code</h1>
    <p class="lead">
      Globus cannot send you back to this site, so it shows you a code to copy.
    </p>
    <ol>
      <li>
        <a href={authorizeUrl} target="_blank" rel="noopener noreferrer">Log in at Globus</a>, in a
        new tab.
      </li>
      <li>Allow access and copy the code.</li>
      <li>Come back to this tab and paste the code. It works once, for 10 minutes.</li>
    </ol>
    <form class="card" method="post" action="/login/code" autocomplete="off">
      <FormToken token={formToken} />
      <label class="field">
        <span class="note">Code</span>
        <input class="full" name="code" required maxLength={500} spellcheck={false} />
      </label>
      <button class="button" type="submit">Log in</button>
    </form>
  </section>
));
