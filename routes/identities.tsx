import { AuthClient, IdentityMap, plainText } from "@globus-deno/sdk";
import { page } from "fresh";
import { things } from "../site/components/format.ts";
import { CopyButton } from "../site/components/copy_button.tsx";
import { Empty, Notice, Panel } from "../site/components/pieces.tsx";
import { callService } from "../site/pages/services/service_call.ts";
import { ServicePage } from "../site/pages/services/service_page.tsx";
import { define } from "../site/portal/state.ts";

/** Characters of the field. All of them are in the URL. */
const MAX_TEXT_LENGTH = 4_000;
/** Identities that the page looks up at once. */
const MAX_NAMES = 50;

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

/** Splits a list of user names and IDs, which commas, semicolons, spaces or line ends separate. */
function namesIn(text: string): string[] {
  return [...new Set(text.split(/[\s,;]+/).filter(Boolean))];
}

/** What a lookup of several names has found. */
interface Lookup {
  found: IdentityView[];
  /** Names that no identity has. */
  missing: string[];
  /** How many names were too many. */
  left: number;
}

async function lookUp(client: AuthClient, all: string[]): Promise<Lookup> {
  const names = all.slice(0, MAX_NAMES);
  // Asks once for all IDs, and once for all user names.
  const identities = new IdentityMap(client);
  const results = await Promise.all(names.map((name) => identities.get(name)));
  // An identity may be named by its user name and by its ID.
  const found = new Map(results.flatMap((identity) => identity ? [[identity.id, identity]] : []));
  return {
    found: [...found.values()].map(viewOf),
    missing: names.filter((_, i) => !results[i]).map((name) => plainText(name, 200)),
    left: all.length - names.length,
  };
}

export const handler = define.handlers({
  async GET({ state, url }) {
    const who = (url.searchParams.get("who") ?? "").slice(0, MAX_TEXT_LENGTH);
    const names = namesIn(who);
    const called = await callService(state, "identities", async (options) => {
      const client = new AuthClient(options);
      const userinfo = await client.userinfo();
      const linked = Array.isArray(userinfo.identity_set) ? userinfo.identity_set : [];
      const lookup = names.length > 0 ? await lookUp(client, names) : undefined;
      return { linked: linked.map(viewOf), lookup, sub: userinfo.sub, who };
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
    {({ linked, lookup, sub, who }) => (
      <>
        <Panel title="Your linked identities" heading="h2" isFlush>
          {linked.length === 0
            ? <Empty title="Globus did not list your identities" />
            : <Identities identities={linked} current={sub} />}
        </Panel>
        <form class="card action" method="get" action="/identities">
          <label class="field">
            <span class="note">
              User names or IDs of any identities, separated by commas or on lines of their own
            </span>
            <textarea
              name="who"
              required
              rows={3}
              maxLength={MAX_TEXT_LENGTH}
              placeholder="noor@meridian.example, kofi@harbor.example"
              autocomplete="off"
              spellcheck={false}
            >
              {who}
            </textarea>
          </label>
          <button class="button" type="submit">Look up</button>
        </form>
        {lookup && <Result lookup={lookup} />}
        <p>
          To know a user again, store the ID. A user name or an email address can change owners.
        </p>
      </>
    )}
  </ServicePage>
));

/** The identities that were found, and the names that were not. */
function Result({ lookup: { found, left, missing } }: { lookup: Lookup }) {
  return (
    <>
      {missing.length > 0 && (
        <Notice kind="bad" title={missing.length === 1 ? "No such identity" : "No such identities"}>
          <ul>
            {missing.map((name) => (
              <li key={name}>
                <bdi>{name}</bdi>
              </li>
            ))}
          </ul>
          <p>
            A user name must match exactly, with the part after the{" "}
            <code>@</code>. It is often, but not always, an email address.
          </p>
        </Notice>
      )}
      {found.length > 0 && (
        <Panel
          title="Found"
          heading="h2"
          aside={<span class="note">{things(found.length, "identity", "identities")}</span>}
          isFlush
        >
          <Identities identities={found} />
        </Panel>
      )}
      {left > 0 && (
        <p class="note">
          This page looks up {MAX_NAMES} identities at once. The last {left} were left out.
        </p>
      )}
    </>
  );
}

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
