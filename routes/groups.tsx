import { type Group, GroupsClient, GroupsManager, plainText } from "@globus-deno/sdk";
import { page } from "fresh";
import type { JSX } from "preact";
import { things } from "../site/components/format.ts";
import { CopyButton } from "../site/components/copy_button.tsx";
import { Empty, FormToken, Panel } from "../site/components/pieces.tsx";
import { readUuid } from "../site/components/uuid.ts";
import { callService } from "../site/pages/services/service_call.ts";
import { ServicePage } from "../site/pages/services/service_page.tsx";
import { seeOther } from "../site/portal/server/see_other.ts";
import { define } from "../site/portal/state.ts";

const MAX_NAME_LENGTH = 100;

export const handler = define.handlers({
  async GET({ state, url }) {
    const id = readUuid(url.searchParams.get("id"));
    const called = await callService(state, "groups", async (options) => {
      const client = new GroupsClient(options);
      const groups = await client.getMyGroups();
      const chosen = id && await client.getGroup(id, { include: ["memberships"] });
      return { groups, chosen: chosen || undefined };
    });
    return page(called, { status: called.status });
  },
  async POST({ state }) {
    const name = `${state.form?.get("name") ?? ""}`.trim().slice(0, MAX_NAME_LENGTH);
    if (!name) return seeOther("/groups");
    const { data: id, refusal } = await callService(state, "groups", async (options) => {
      const manager = new GroupsManager(new GroupsClient(options));
      return (await manager.createGroup(name, "Made in the Globus tutorial")).id;
    });
    await state.session.update((data) => {
      data.flash = {
        notice: refusal
          ? { kind: "bad", title: refusal.title, text: refusal.text }
          : { kind: "good", text: `Created the group ${name}. You are its administrator.` },
      };
    });
    return seeOther(id ? `/groups?id=${id}` : "/groups");
  },
});

export default define.page<typeof handler>(({ data: called, state, url }) => (
  <ServicePage
    name="groups"
    title="Groups"
    lead="A group is a list of identities with roles. Share a collection with a group, and its members
      get access as they join."
    called={called}
    state={state}
    returnTo={url.pathname + url.search}
  >
    {({ chosen, groups }) => (
      <>
        {chosen && <Members group={chosen} />}
        <section class="panel" aria-labelledby="mine">
          <div class="panel-head">
            <h2 id="mine">My groups</h2>
            <span class="note">{things(groups.length, "group", "groups")}</span>
          </div>
          {groups.length === 0 ? <Empty title="You are in no groups yet" /> : (
            <ul class="rows">
              {groups.map((group) => (
                <li key={group.id}>
                  <a href={`/groups?id=${encodeURIComponent(group.id)}`}>
                    <strong>
                      <bdi>{plainText(group.name, 120)}</bdi>
                    </strong>
                  </a>
                  <p class="note">{plainText(group.description ?? "", 200)}</p>
                </li>
              ))}
            </ul>
          )}
        </section>
        <form class="card action row" method="post" action="/groups">
          <FormToken token={state.session.formToken} />
          <label class="field grow">
            <span class="note">Name of a new group</span>
            <input name="name" required maxLength={MAX_NAME_LENGTH} autocomplete="off" />
          </label>
          <button class="button" type="submit">Create the group</button>
        </form>
      </>
    )}
  </ServicePage>
));

function Members({ group }: { group: Group }): JSX.Element {
  const { id, memberships = [], name } = group;
  return (
    <Panel
      heading="h2"
      title={<bdi>{plainText(name, 120)}</bdi>}
      aside={
        <span class="note">
          <code>{id}</code> <CopyButton text={id} what="the ID of the group" />
        </span>
      }
      isFlush
    >
      <ul class="rows">
        {memberships.slice(0, 100).map((member) => (
          <li key={member.identity_id} class="row apart">
            <span>{plainText(member.username, 120)}</span>
            <span class="row">
              <span class="badge">{plainText(member.role, 40)}</span>
              <span class={`badge ${member.status === "active" ? "good" : "warn"}`}>
                {plainText(member.status, 40)}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
