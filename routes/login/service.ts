import { safeReturnTo } from "@globus-deno/sdk";
import { HttpError } from "fresh";
import { grantedScopes, serviceOf } from "../../site/pages/services/service.tsx";
import { startLogin } from "../../site/portal/login/login.ts";
import { site } from "../../site/portal/site.ts";
import { define } from "../../site/portal/state.ts";

/** Starts a login for one more service. The scopes that the session has already stay. */
export const handler = define.handlers({
  async POST({ req, state }) {
    const service = serviceOf(state.form?.get("service"));
    if (!service) throw new HttpError(400);
    return await startLogin(req, state, {
      returnTo: safeReturnTo(site.config.publicOrigin, state.form?.get("return_to")),
      parameters: { required_scopes: [...grantedScopes(state.session), ...service.scopes] },
    });
  },
});
