// Transfer with the JavaScript SDK: from a search to a finished task, and all that collections have.

import assert from "node:assert/strict";
import { transfer } from "@globus/sdk";
import { advance, good, login, SAM, TUTORIAL1, TUTORIAL2, URN } from "./_sandbox.mjs";

const SCOPE = `${URN}transfer.api.globus.org:all`;
const SHARE = "ada10003-d7f4-4a28-95e3-8b60c1f92d7a";
const LAPTOP = "ada10001-b352-4f87-a6c9-19e8d07f4b25";
const me = await login(SCOPE);

const { DATA: found } = await good(
  transfer.endpointSearch(me({ query: { filter_fulltext: "tutorial" } })),
);
assert.ok(found.some(({ id }) => id === TUTORIAL1));
assert.equal((await good(transfer.endpoint.get(TUTORIAL1, me()))).id, TUTORIAL1);

const files = transfer.fileOperations;
const { DATA: listed } = await good(
  files.ls(TUTORIAL1, me({ query: { path: "/home/share/godata/" } })),
);
assert.ok(listed.some(({ name }) => name === "file1.txt"));
await good(files.mkdir(TUTORIAL2, me({ payload: { path: "/~/one" } })));
await good(files.rename(TUTORIAL2, me({ payload: { old_path: "/~/one", new_path: "/~/two" } })));
await good(files.symlink(TUTORIAL2, me({ payload: { path: "/~/s", symlink_target: "/~/two" } })));
assert.equal((await good(files.stat(TUTORIAL2, me({ query: { path: "/~/two" } })))).type, "dir");

// A transfer and a deletion.
const submission = transfer.taskSubmission;
const { value: submission_id } = await good(submission.submissionId(me()));
const { task_id } = await good(submission.submitTransfer(me({
  payload: {
    DATA_TYPE: "transfer",
    submission_id,
    source_endpoint: TUTORIAL1,
    destination_endpoint: TUTORIAL2,
    DATA: [{
      DATA_TYPE: "transfer_item",
      source_path: "/home/share/godata/",
      destination_path: "/~/two/",
      recursive: true,
    }],
  },
})));
const { task } = transfer;
await good(task.update(task_id, me({ payload: { DATA_TYPE: "task", label: "renamed" } })));
await advance(120);
const done = await good(task.get(task_id, me()));
assert.deepEqual([done.status, done.label], ["SUCCEEDED", "renamed"]);
assert.ok((await good(task.getAll(me()))).DATA.some((one) => one.task_id === task_id));
assert.ok((await good(task.getEventList(task_id, me()))).DATA.length > 0);
assert.ok((await good(task.getSuccessfulTransfers(task_id, me()))).DATA.length > 0);
for (const method of ["getSkippedErrors", "getPauseInfo", "cancel", "remove"]) {
  await good(task[method](task_id, me()));
}
assert.equal((await task.get(task_id, me())).status, 404);
const { value } = await good(submission.submissionId(me()));
await good(submission.submitDelete(me({
  payload: {
    DATA_TYPE: "delete",
    submission_id: value,
    endpoint: TUTORIAL2,
    recursive: true,
    DATA: [{ DATA_TYPE: "delete_item", path: "/~/two" }],
  },
})));

// Bookmarks, access rules, roles and shares.
const bookmarks = transfer.collectionBookmarks;
const bookmark = await good(
  bookmarks.create(me({ payload: { name: "b", endpoint_id: TUTORIAL1, path: "/home/" } })),
);
assert.equal((await good(bookmarks.get(bookmark.id, me()))).name, "b");
await good(bookmarks.update(bookmark.id, me({ payload: { name: "c" } })));
assert.equal((await good(bookmarks.getAll(me()))).DATA[0].name, "c");
await good(bookmarks.remove(bookmark.id, me()));

const { access } = transfer;
const { access_id: id } = await good(access.create(
  SHARE,
  me({
    payload: { principal_type: "identity", principal: SAM, path: "/x/", permissions: "r" },
  }),
));
const rule = { endpoint_xid: SHARE, id };
await good(access.update(rule, me({ payload: { permissions: "rw" } })));
assert.equal((await good(access.get(rule, me()))).permissions, "rw");
assert.ok((await good(access.getAll(SHARE, me()))).DATA.some((one) => one.id === id));
await good(access.remove(rule, me()));

const { roles } = transfer;
const { id: role_id } = await good(roles.create(
  SHARE,
  me({
    payload: { principal_type: "identity", principal: SAM, role: "access_manager" },
  }),
));
assert.equal((await good(roles.get({ endpoint_id: SHARE, role_id }, me()))).principal, SAM);
await good(roles.getAll(SHARE, me()));
await good(roles.remove({ collection_id: SHARE, role_id }, me()));

const made = await good(transfer.endpoint.create(me({
  payload: { host_endpoint_id: LAPTOP, host_path: "/~/", display_name: "x" },
})));
await good(transfer.endpoint.update(made.id, me({ payload: { display_name: "y" } })));
assert.equal((await good(transfer.endpoint.get(made.id, me()))).display_name, "y");
await good(transfer.endpoint.remove(made.id, me()));

// Streams.
const { data: points } = await good(transfer.streamAccessPoint.getAll(me()));
await good(transfer.streamAccessPoint.get(points[0].id, me()));
const point = (index) => ({ data: { type: "StreamAccessPoint", id: points[index].id } });
const { data: tunnel } = await good(transfer.tunnel.create(me({
  payload: {
    data: {
      type: "Tunnel",
      attributes: { submission_id: crypto.randomUUID(), label: "l" },
      relationships: { initiator: point(0), listener: point(1) },
    },
  },
})));
await good(transfer.tunnel.getAll(me()));
await good(transfer.tunnel.get(tunnel.id, me()));
// These two send their options as the body, so the token is in those of the SDK.
const sdk = { fetch: { options: me() } };
const listener = { listener_ip_address: "127.0.0.1", listener_port: 5000 };
await good(transfer.tunnel.start(tunnel.id, listener, sdk));
await good(transfer.tunnel.stop(tunnel.id, {}, sdk));
await good(transfer.tunnel.getEventList(tunnel.id, me()));
await advance(60);
await good(transfer.tunnel.remove(tunnel.id, me()));

// An administrator of endpoints.
const kofi = await login(SCOPE, "kofi@harbor.example");
const { endpoint, pauseRule, task: managed } = transfer.endpointManager;
const { DATA: [monitored] } = await good(endpoint.getMonitoredEndpoints(kofi()));
await good(endpoint.get(monitored.id, kofi()));
await good(endpoint.getHostedEndpoints(monitored.id, kofi()));
await good(endpoint.getAccessList(monitored.id, kofi()));
const pause = await good(
  pauseRule.create(kofi({ payload: { endpoint_id: monitored.id, message: "m" } })),
);
await good(pauseRule.update(pause.id, kofi({ payload: { message: "n" } })));
assert.equal((await good(pauseRule.get(pause.id, kofi()))).message, "n");
await good(pauseRule.getAll(kofi()));
await good(pauseRule.remove(pause.id, kofi()));
await good(managed.getAll(kofi()));
console.log("done");
