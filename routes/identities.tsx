import { AuthClient, plainText } from "@globus-deno/sdk";
import { page } from "fresh";
import { CopyButton } from "../site/components/copy_button.tsx";
import { Empty, Panel } from "../site/components/pieces.tsx";
import { isUuid } from "../site/components/uuid.ts";
import { callService } from "../site/pages/services/service_call.ts";
import { ServicePage } from "../site/pages/services/service_page.tsx";
import { define } from "../site/portal/state.ts";

const MAX_NAME_LENGTH = 200;

/** What the page shows of an identity. All texts are plain text. */
interface IdentityView {
  id: string;
  username: string;
  name: string;
  organization: string;
}

function viewOf(document: object): IdentityView {
  const fields = document as Record<string, unknown>;
  const text = (name: string) => {
    const value = fields[name];
    return typeof value === "string" ? plainText(value, 200) : "";
  };
  return {
    id: text("id") || text("sub"),
    username: text("username"),
    name: text("name"),
    organization: text("organization"),
  };
}

export const handler = define.handlers({
  async GET({ state, url }) {
    const who = (url.searchParams.get("who") ?? "").trim().slice(0, MAX_NAME_LENGTH);
    const called = await callService(state, "identities", async (options) => {
      const client = new AuthClient(options);
      const userinfo = await client.userinfo();
      const linked = Array.isArray(userinfo.identity_set) ? userinfo.identity_set : [];
      const found = who
        ? [...await client.getIdentities(isUuid(who) ? { ids: who } : { usernames: who })]
        : undefined;
      return { linked: linked.map(viewOf), found: found?.map(viewOf), sub: userinfo.sub, who };
    });
    return page(called, { status: called.status });
  },
});

export default define.page<typeof handler>(({ data: called, state, url }) => (
  <ServicePage
    name="identities"
    title="Identities"
    lead="An identity is one login at one institution, with an ID that never changes. You can link
      several identities: Globus then treats them as one person."
    called={called}
    state={state}
    returnTo={url.pathname + url.search}
  >
    {({ found, linked, sub, who }) => (
      <>
        <Panel title="Your linked identities" heading="h2" isFlush>
          {linked.length === 0
            ? <Empty title="Globus did not list your identities" />
            : <Identities identities={linked} current={sub} />}
        </Panel>
        <form class="card action row" method="get" action="/identities">
          <label class="field grow">
            <span class="note">User name or ID of any identity</span>
            <input
              name="who"
              value={who}
              required
              maxLength={MAX_NAME_LENGTH}
              placeholder="noor@meridian.example"
              autocomplete="off"
              spellcheck={false}
            />
          </label>
          <button class="button" type="submit">Look it up</button>
        </form>
        {found && (
          <Panel title="Found" heading="h2" isFlush>
            {found.length === 0
              ? <Empty title="No such identity">User names must match exactly.</Empty>
              : <Identities identities={found} />}
          </Panel>
        )}
        <p>
          To know a user again, store the ID. A user name or an email address can change owners.
        </p>
      </>
    )}
  </ServicePage>
));

function Identities(props: { identities: IdentityView[]; current?: string }) {
  return (
    <ul class="rows">
      {props.identities.map(({ id, name, organization, username }) => (
        <li key={id}>
          <strong>
            <bdi>{username}</bdi>
          </strong>{" "}
          {id === props.current && <span class="badge good">this login</span>}
          <p class="note">{[name, organization].filter(Boolean).join(" · ")}</p>
          <span class="note block">
            <code>{id}</code> <CopyButton text={id} what={`ID of ${username}`} />
          </span>
        </li>
      ))}
    </ul>
  );
}
