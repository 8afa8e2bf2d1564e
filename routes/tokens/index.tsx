import { page } from "fresh";
import type { JSX } from "preact";
import { ActionButton, Empty, FormToken, Notice } from "../../site/components/pieces.tsx";
import { TokenCard } from "../../site/pages/tokens/TokenCard.tsx";
import { demandLogin } from "../../site/portal/globus/globus.ts";
import type { StoredToken } from "../../site/portal/session/session_data.ts";
import { define } from "../../site/portal/state.ts";
import { things } from "../../site/components/format.ts";
import { canIntrospect } from "../../site/pages/tokens/inspect.ts";
import { WorkbenchPage } from "../../site/pages/workbench_page.tsx";

export const handler = define.handlers({
  GET({ state }) {
    demandLogin(state);
    const { tokens } = state.session.data;
    return page({
      tokens: Object.values(tokens),
      nowSeconds: state.globus.clock.now() / 1000,
      canIntrospect: canIntrospect(state.globus),
    });
  },
});

export default define.page<typeof handler>(({ data, state }) => {
  const { canIntrospect, nowSeconds, tokens } = data;
  const { formToken } = state.session;
  return (
    <WorkbenchPage
      title="Tokens"
      lead="A token is a secret text that lets a program use one service for you. These are the tokens of your session. They are encrypted on the server; this page never shows their values."
      entries={state.wire.entries}
    >
      <section aria-labelledby="services">
        <h2 id="services">{things(tokens.length, "service", "services")}</h2>
        {tokens.length > 0 && <WhatButtonsDo canIntrospect={canIntrospect} />}
        {tokens.length === 0
          ? (
            <div class="panel">
              <Empty title="No tokens left">
                <p>All were revoked. Log in again to get new ones.</p>
              </Empty>
            </div>
          )
          : (
            <div class="halves">
              {tokens.map((token) => (
                <TokenCard key={token.resource_server} token={token} nowSeconds={nowSeconds}>
                  <p class="note">
                    Valid for {things(token.expires_in / 3600, "hour", "hours")} when issued.
                    {token.expires_at_seconds <= nowSeconds && token.refresh_token !== null &&
                      " Expired; it will be refreshed when needed."}
                  </p>
                  <TokenActions token={token} formToken={formToken} canIntrospect={canIntrospect} />
                </TokenCard>
              ))}
            </div>
          )}
      </section>

      <section aria-labelledby="all">
        <h2 id="all">Revoke all tokens</h2>
        <p>
          Logging out revokes these tokens and ends this session. Your other programs are not
          affected.
        </p>
        <ActionButton action="/logout" token={formToken}>Revoke all and log out</ActionButton>
      </section>

      <section aria-labelledby="paste">
        <h2 id="paste">Inspect another token</h2>
        {!canIntrospect && <NoIntrospection />}
        <form class="card" method="post" action="/tokens/inspect" autocomplete="off">
          <FormToken token={formToken} />
          <p class="row">
            <label class="field grow">
              <span class="hidden">Token</span>
              <input
                type="password"
                name="token"
                required
                minLength={8}
                maxLength={4000}
                placeholder="Paste a token"
                spellcheck={false}
                autocomplete="off"
              />
            </label>
            <button class="button" type="submit">Inspect</button>
          </p>
          <p class="note">
            It goes only to Globus Auth. It is not stored, not logged, and not shown again.
          </p>
        </form>
      </section>
    </WorkbenchPage>
  );
});

/** What the buttons of a token ask Globus Auth, and what the visitor sees then. */
function WhatButtonsDo({ canIntrospect }: { canIntrospect: boolean }): JSX.Element {
  return (
    <p>
      {canIntrospect
        ? (
          <>
            <strong>Introspect</strong>{" "}
            asks Globus Auth what it knows of a token: whether it is valid now, who it is for, what
            it allows, and when it expires. A service does this with each token that it receives
            (RFC 7662). You see the answer, field by field, and never the token itself.
          </>
        )
        : (
          <>
            <strong>Call userinfo</strong>{" "}
            asks Globus Auth who a token belongs to. You see the name, the user name, and where that
            person works.
          </>
        )} <strong>Revoke</strong> makes the tokens for one service useless at once.
    </p>
  );
}

function NoIntrospection(): JSX.Element {
  return (
    <Notice kind="info" title="This client cannot introspect">
      <p>
        Introspection needs a client secret, and this site's client is public. Instead,{" "}
        <code>userinfo</code> tells you who a token for <code>auth.globus.org</code> belongs to.
      </p>
    </Notice>
  );
}

function TokenActions(
  { canIntrospect, formToken, token }: {
    token: StoredToken;
    formToken: string;
    canIntrospect: boolean;
  },
): JSX.Element {
  const { refresh_token, resource_server } = token;
  const inspect = (kind: string, title: string) => (
    <ActionButton
      action="/tokens/inspect"
      token={formToken}
      fields={{ resource_server, kind }}
      class="button small quiet"
    >
      {title} <span class="hidden">for {resource_server}</span>
    </ActionButton>
  );
  return (
    <div class="row">
      {(canIntrospect || resource_server === "auth.globus.org") &&
        inspect("access_token", canIntrospect ? "Introspect" : "Call userinfo")}
      {canIntrospect && refresh_token !== null &&
        inspect("refresh_token", "Introspect the refresh token")}
      <ActionButton
        action="/tokens/revoke"
        token={formToken}
        fields={{ resource_server }}
        class="button small quiet"
      >
        Revoke <span class="hidden">the tokens for {resource_server}</span>
      </ActionButton>
    </div>
  );
}
