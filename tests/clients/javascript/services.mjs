// Auth, Groups, Search, Flows, Timers and Compute with the JavaScript SDK.

import assert from "node:assert/strict";
import { auth, compute, flows, groups, search, timers } from "@globus/sdk";
import {
  advance,
  door,
  good,
  login,
  SAM,
  TUTORIAL1,
  TUTORIAL2,
  TUTORIAL_CLIENT,
  URN,
} from "./_sandbox.mjs";

// Auth.
const { identities, oauth2 } = auth;
const me = await login(
  `openid email profile ${URN}auth.globus.org:view_identities ${URN}auth.globus.org:view_consents`,
);
const { sub } = await good(oauth2.userinfo(me()));
assert.equal((await good(identities.get(sub, me()))).identity.username, "ada@fjord.example");
const some = await good(
  identities.getAll(me({ query: { usernames: ["sam@globusid.org", "noor@meridian.example"] } })),
);
assert.equal(some.identities.length, 2);
assert.ok((await good(identities.consents.getAll(sub, me()))).consents.length > 0);

const tokens = await door("POST tokens", { scopes: "openid", refresh_tokens: true });
const client_id = TUTORIAL_CLIENT;
const validate = async () =>
  (await good(oauth2.token.validate({ payload: { client_id, token: tokens.access_token } })))
    .active;
assert.equal(await validate(), true);
const renewed = await good(oauth2.token.refresh({
  payload: { client_id, refresh_token: tokens.refresh_token, grant_type: "refresh_token" },
}));
assert.ok(renewed.access_token);
await good(oauth2.token.revoke({ payload: { client_id, token: tokens.access_token } }));
assert.equal(await validate(), false);
const portal = await door("POST clients", { name: "Portal" });
const headers = {
  Authorization: `Basic ${Buffer.from(`${portal.id}:${portal.secret}`).toString("base64")}`,
};
const own = await good(oauth2.token.exchange({
  payload: { grant_type: "client_credentials", scope: "openid" },
  headers,
}));
const facts = await good(
  oauth2.token.introspect({ payload: { token: own.access_token }, headers }),
);
assert.equal(facts.sub, portal.id);

// Groups.
const group = await login(`${URN}groups.api.globus.org:all`);
const { id: groupId } = await good(
  groups.groups.create(group({ payload: { name: "Readers", description: "They read" } })),
);
assert.ok((await good(groups.groups.getMyGroups(group()))).some(({ id }) => id === groupId));
await good(groups.groups.update(groupId, group({ payload: { name: "Writers" } })));
await good(groups.membership.act(
  groupId,
  group({ payload: { add: [{ identity_id: SAM, role: "member" }] } }),
));
const include = "memberships,my_memberships,policies,allowed_actions,child_ids";
const whole = await good(groups.groups.get(groupId, group({ query: { include } })));
assert.deepEqual([whole.name, whole.memberships.length], ["Writers", 2]);
await good(groups.groups.getStatuses(group({ query: { group_ids: groupId } })));
const policies = await good(groups.policies.get(groupId, group()));
await good(groups.policies.update(groupId, group({ payload: policies })));
await good(groups.groups.remove(groupId, group()));

// Search.
const index = await login(`${URN}search.api.globus.org:all`);
const { id: indexId } = await good(
  search.index.create(index({ payload: { display_name: "Reefs", description: "d" } })),
);
await good(search.index.ingest(
  indexId,
  index({
    payload: {
      ingest_type: "GMetaEntry",
      ingest_data: { subject: "s", visible_to: ["public"], content: { depth: 7 } },
    },
  }),
));
await advance(10);
assert.equal((await good(search.query.get(indexId, index({ query: { q: "*" } })))).total, 1);
assert.equal((await good(search.query.post(indexId, index({ payload: { q: "*" } })))).total, 1);
await good(search.subject.get(indexId, index({ query: { subject: "s" } })));
await good(search.entry.get(indexId, index({ query: { subject: "s" } })));
assert.ok((await good(search.index.getAll(index()))).index_list.some(({ id }) => id === indexId));
assert.equal((await good(search.index.get(indexId, index()))).display_name, "Reefs");
const { roles } = search.index;
const { id: role_id } = await good(roles.create(
  indexId,
  index({ payload: { role_name: "writer", principal: `urn:globus:auth:identity:${SAM}` } }),
));
await good(roles.getAll(indexId, index()));
await good(roles.remove({ index_id: indexId, role_id }, index()));
await good(search.index.remove(indexId, index()));
await good(search.index.reopen(indexId, index()));

// Flows.
const FLOWS = "https://auth.globus.org/scopes/eec9b274-0c81-4334-bdc2-54e90e689b9a";
const flow = await login(`${FLOWS}/all`);
const definition = { StartAt: "P", States: { P: { Type: "Pass", End: true } } };
const payload = { title: "Nothing", definition, input_schema: {} };
await good(flows.flows.validate(flow({ payload: { definition, input_schema: {} } })));
const { id: flowId, globus_auth_scope } = await good(flows.flows.create(flow({ payload })));
await good(flows.flows.update(flowId, flow({ payload: { title: "Still nothing" } })));
assert.equal((await good(flows.flows.get(flowId, flow()))).title, "Still nothing");
assert.ok((await good(flows.flows.getAll(flow()))).flows.length > 0);
const runner = await login(globus_auth_scope);
const { run_id } = await good(
  flows.flows.run(flowId, runner({ payload: { body: {}, label: "one" } })),
);
await advance(60);
const { runs } = flows;
assert.equal((await good(runs.get(run_id, flow()))).status, "SUCCEEDED");
assert.equal((await good(runs.getAll(flow()))).runs[0].run_id, run_id);
assert.equal((await good(runs.getLog(run_id, flow()))).entries.at(-1).code, "FlowSucceeded");
assert.equal((await good(runs.getDefinition(run_id, flow()))).definition.StartAt, "P");
await good(runs.update(run_id, flow({ payload: { label: "two" } })));
assert.equal((await runs.cancel(run_id, flow())).status, 409);
await good(runs.remove(run_id, flow()));
await good(flows.flows.remove(flowId, flow()));

// Timers.
const timer = await login(
  "https://auth.globus.org/scopes/524230d7-ea86-4a52-8312-86065a9e0417/timer",
);
const { timer: { job_id } } = await good(timers.timer.create(timer({
  payload: {
    timer: {
      timer_type: "transfer",
      name: "once",
      schedule: { type: "once" },
      body: {
        DATA_TYPE: "transfer",
        source_endpoint: TUTORIAL1,
        destination_endpoint: TUTORIAL2,
        DATA: [{
          DATA_TYPE: "transfer_item",
          source_path: "/home/share/godata/file1.txt",
          destination_path: "/~/timed.txt",
        }],
      },
    },
  },
})));
assert.equal((await good(timers.jobs.getAll(timer()))).jobs[0].job_id, job_id);
for (const method of ["get", "pause", "resume"]) await good(timers.jobs[method](job_id, timer()));
await good(timers.jobs.patch(job_id, timer({ payload: { name: "renamed" } })));
await good(timers.jobs.remove(job_id, timer()));

// Compute, of which it knows the endpoints alone.
const run = await login("https://auth.globus.org/scopes/facd7ccc-c5f4-42aa-916b-a0e270e2c2a9/all");
const { endpoints } = compute;
const [{ uuid }] = await good(endpoints.getAll(run({ query: { role: "any" } })));
assert.equal((await good(endpoints.getStatus(uuid, run()))).status, "online");
await good(endpoints.update(uuid, run({ payload: { display_name: "renamed" } })));
assert.equal((await good(endpoints.get(uuid, run()))).display_name, "renamed");
assert.deepEqual(await good(endpoints.remove(uuid, run())), { result: 302 });
assert.equal((await endpoints.get(uuid, run())).status, 404);
console.log("done");
