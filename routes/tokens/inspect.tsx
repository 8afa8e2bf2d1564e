import { HttpError, page } from "fresh";
import { seeOther } from "../../site/portal/server/see_other.ts";
import { Fact, Facts, Notice } from "../../site/components/pieces.tsx";
import { demandLogin } from "../../site/portal/globus/globus.ts";
import { ScopeTree } from "../../site/components/ScopeTree.tsx";
import type { StoredToken } from "../../site/portal/session/session_data.ts";
import { define } from "../../site/portal/state.ts";
import {
  canIntrospect,
  hideToken,
  type InspectedField,
  inspectLogin,
  inspectToken,
  isTokenLike,
} from "../../site/pages/tokens/inspect.ts";
import { WorkbenchPage } from "../../site/pages/workbench_page.tsx";

/** The token to inspect: one of the session, or the pasted one. */
function tokenOf(form: FormData, tokens: Record<string, StoredToken>): unknown {
  const server = form.get("resource_server");
  if (typeof server !== "string") {
    const pasted = form.get("token");
    return typeof pasted === "string" ? pasted.trim() : undefined;
  }
  const kind = form.get("kind") === "refresh_token" ? "refresh_token" : "access_token";
  return Object.hasOwn(tokens, server) ? tokens[server][kind] : undefined;
}

export const handler = define.handlers({
  /** Reached by reloading the page of an inspection, which the site does not keep. */
  GET() {
    return seeOther("/tokens");
  },
  async POST({ req, state }) {
    const { globus, session } = state;
    demandLogin(state);
    const form = state.form ?? new FormData();
    const server = form.get("resource_server");
    const token = tokenOf(form, session.data.tokens);
    if (typeof server === "string" && !isTokenLike(token)) throw new HttpError(404);
    const of = typeof server === "string" ? server : undefined;
    const inspection = of === "auth.globus.org" && !canIntrospect(globus)
      ? await inspectLogin(globus, req.signal)
      : isTokenLike(token)
      ? await inspectToken(globus, token, req.signal)
      : undefined;
    const entries = isTokenLike(token)
      ? hideToken([...state.wire.entries], token)
      : state.wire.entries;
    return page({ of, inspection, entries }, { status: inspection ? 200 : 422 });
  },
});

export default define.page<typeof handler>(({ data: { entries, inspection, of } }) => (
  <WorkbenchPage
    title="Token details"
    eyebrow={<a href="/tokens">Tokens</a>}
    lead={of
      ? `What Globus Auth says about the session's token for ${of}.`
      : "What Globus Auth says about the token that you pasted. It was not stored."}
    entries={entries}
  >
    {!inspection && (
      <Notice kind="bad" title="Not a token">
        <p>A token has at least eight characters and no spaces.</p>
      </Notice>
    )}
    {inspection && (
      <section class="panel" aria-labelledby="answer">
        <div class="panel-head">
          <h2 id="answer">
            {inspection.by === "introspection" ? "Introspection" : "Userinfo"}
          </h2>
          {inspection.isActive !== undefined && (
            <span class={`badge ${inspection.isActive ? "good" : "bad"}`}>
              {inspection.isActive ? "active" : "not active"}
            </span>
          )}
        </div>
        <div class="panel-body">
          {inspection.problem && <p>{inspection.problem}</p>}
          {inspection.by === "userinfo" && inspection.isActive && (
            <p>
              This client has no secret, so it cannot introspect. Userinfo needs only a token for
              Globus Auth with the scope <code>openid</code>.
            </p>
          )}
          {inspection.fields.length > 0 && (
            <Facts>
              {inspection.fields.map((field, i) => (
                <Fact key={i} name={<code>{field.name}</code>}>
                  <FieldValue field={field} />
                </Fact>
              ))}
            </Facts>
          )}
        </div>
      </section>
    )}
    <p>
      <a href="/tokens">Back to all tokens</a>
    </p>
  </WorkbenchPage>
));

function FieldValue({ field: { meaning, name, value } }: { field: InspectedField }) {
  return (
    <>
      {name === "scope" && isScope(value) ? <ScopeTree scope={value} /> : value}{" "}
      <span class="note block">{meaning}</span>
    </>
  );
}

/** Whether a text holds only plain scope names. A service may send anything. */
function isScope(text: string): boolean {
  return /^[\w:/.-]+( [\w:/.-]+)*$/.test(text);
}
