import { AuthClient, type Consent, type ConsentForest, plainText } from "@globus-deno/sdk";
import { page } from "fresh";
import type { JSX } from "preact";
import { momentOf } from "../site/components/format.ts";
import { Empty, LongName } from "../site/components/pieces.tsx";
import { meaningOf } from "../site/components/scope_texts.ts";
import { hasScopes, ServiceLogin, serviceOf } from "../site/pages/services/service.tsx";
import { WorkbenchPage } from "../site/pages/workbench_page.tsx";
import { demandLogin } from "../site/portal/globus/globus.ts";
import { type Refusal, refusalOf } from "../site/portal/requirements/refusals.ts";
import { RefusalNotice } from "../site/portal/requirements/refusal_notice.tsx";
import { site } from "../site/portal/site.ts";
import { define } from "../site/portal/state.ts";

const MAX_SHOWN = 100;

export const handler = define.handlers({
  async GET({ state, state: { globus, session } }) {
    demandLogin(state);
    const showsAll = hasScopes(session, serviceOf("consents")!);
    let forest: ConsentForest | undefined;
    let refusal: Refusal | undefined;
    try {
      const authorizer = globus.app.getAuthorizer("auth.globus.org");
      const client = new AuthClient({ ...globus.clientOptions, authorizer });
      forest = (await client.getConsents(session.data.user!.sub, { all: showsAll })).toForest();
    } catch (error) {
      refusal = refusalOf(error, "Globus Auth");
    }
    const revokeAt = state.globus.mode === "sandbox"
      ? `${globus.loginClient().baseUrl}v2/web/consents`
      : "https://auth.globus.org/v2/web/consents";
    return page({ forest, refusal, revokeAt, showsAll }, { status: refusal?.status ?? 200 });
  },
});

export default define.page<typeof handler>(({ data, state }) => {
  const { forest, refusal, revokeAt, showsAll } = data;
  const { session } = state;
  return (
    <WorkbenchPage
      title="Consents"
      lead="A consent is your permission for one app to do one thing: a scope. It stays until you revoke
        it, even after you log out. If a service needs further scopes, they are below its scope."
      entries={state.wire.entries}
    >
      {refusal && <RefusalNotice refusal={refusal} session={session} returnTo="/consents" />}
      {forest && (
        <section class="panel" aria-labelledby="list">
          <div class="panel-head">
            <h2 id="list">{showsAll ? "Consents of all your apps" : "Consents for this site"}</h2>
            <a class="button small quiet" href={revokeAt}>Revoke at Globus Auth</a>
          </div>
          {forest.trees.length === 0 ? <Empty title="No consents" /> : (
            <div class="panel-body">
              <ul class="tree">
                {forest.trees.slice(0, MAX_SHOWN).map(({ root }) => (
                  <Node key={root.id} consent={root} forest={forest} showsClient={showsAll} />
                ))}
              </ul>
            </div>
          )}
        </section>
      )}
      <p>
        Only you can revoke a consent: an app cannot do it for you. The button opens the page of
        Globus Auth where you do. The tokens of a revoked consent stop working.
      </p>
      {!showsAll && <ServiceLogin name="consents" session={session} returnTo="/consents" />}
    </WorkbenchPage>
  );
});

function Node(props: {
  consent: Consent;
  forest: ConsentForest;
  showsClient: boolean;
}): JSX.Element {
  const { consent, forest, showsClient } = props;
  const children = [...forest.edges.get(consent.id) ?? []];
  return (
    <li>
      <LongName text={plainText(consent.scope_name, 300)} />{" "}
      {consent.atomically_revocable && <span class="badge">optional</span>}
      <span class="note block">{meaningOf(consent.scope_name)}</span>
      <span class="note block">
        Given {momentOf(consent.created)?.text ?? "at an unknown time"}
        {showsClient && (
          <>
            {" "}to {consent.client === site.config.clientId ? "this site" : "client"}{" "}
            <code>{plainText(consent.client, 40)}</code>
          </>
        )}
      </span>
      {children.length > 0 && (
        <ul class="tree">
          {children.map((id) => (
            <Node
              key={id}
              consent={forest.getNode(id)}
              forest={forest}
              showsClient={showsClient}
            />
          ))}
        </ul>
      )}
    </li>
  );
}
