import { assert, assertEquals, assertMatch } from "@std/assert";
import { WELL_KNOWN } from "../../../../lib/sandbox/mod.ts";
import type { ProgressEvent } from "../../../../site/pages/tasks/task_progress.ts";
import { loggedIn, Visitor } from "../../../kit/visitor.ts";
import { allOf, textOf } from "../../../kit/page_text.ts";
import { sharedSite } from "../../../kit/site.ts";

const site = sharedSite();
const ADA = "ada@fjord.example";

/** Submits a transfer. Returns the path of its task. */
async function started(visitor: Visitor, item = "/share/godata/"): Promise<string> {
  const [submissionId] = allOf(
    await visitor.page("/transfer"),
    /name="submission_id" value="([^"]+)"/g,
  );
  const response = await visitor.submit("/transfer", {
    submission_id: submissionId,
    source: WELL_KNOWN.tutorial1,
    destination: WELL_KNOWN.tutorial2,
    destination_path: "/home/",
    item,
  });
  await response.body?.cancel();
  const location = response.headers.get("location")!;
  assertMatch(location, /^\/tasks\/[0-9a-f-]{36}$/);
  return location;
}

/** Reads server-sent events until the stream ends or `max` events have come. */
async function eventsOf(response: Response, max = Infinity): Promise<ProgressEvent[]> {
  assertEquals(response.headers.get("content-type"), "text/event-stream");
  const events: ProgressEvent[] = [];
  let text = "";
  for await (const piece of response.body!.pipeThrough(new TextDecoderStream())) {
    text += piece;
    const parts = text.split("\n\n");
    text = parts.pop()!;
    for (const part of parts) events.push(JSON.parse(part.replace(/^data: /, "")));
    if (events.length >= max) break;
  }
  return events;
}

Deno.test("tasks: the list shows status, label, collections, moved files and times", async () => {
  const visitor = await loggedIn(site());
  const page = await visitor.page("/tasks");
  assertMatch(textOf(page), /\d+ tasks/);
  assertMatch(
    textOf(page),
    /Nightly copy \d+ succeeded .* → .* files?, .* (GB|MB|kB|B) Ended \d+ /,
  );
  const next = await visitor.page(allOf(page, /rel="next" href="([^"]*)"/g)[0]);
  assertMatch(textOf(next), /Page 2/);
  const ids = (text: string) => allOf(text, /href="\/tasks\/([0-9a-f-]{36})"/g);
  assertEquals(ids(page).length, 25);
  assert(ids(next).every((id) => !ids(page).includes(id)));
});

Deno.test("tasks: the list can be filtered by status, and says if no task matches", async () => {
  const visitor = await loggedIn(site(), "sam@globusid.org");
  // The responses of Transfer below the list have fields such as `canceled_by_admin`.
  const list = async (path: string, who = visitor) =>
    textOf(await who.page(path)).split("What was sent")[0];
  const succeeded = await list("/tasks?show=succeeded");
  assertMatch(succeeded, /succeeded/);
  assert(!succeeded.includes("canceled"));
  const noor = await loggedIn(site(), "noor@meridian.example");
  assertMatch(await list("/tasks", noor), / canceled /);
  assert(!/ canceled /.test(await list("/tasks?show=succeeded", noor)));
  assert(!/ succeeded /.test(await list("/tasks?show=failed", noor)));
  assertMatch(textOf(await visitor.page("/tasks?show=active")), /No tasks match/);
  const mei = await loggedIn(site(), "mei@fjord.example");
  assertMatch(textOf(await mei.page("/tasks")), /You have no tasks yet/);
});

Deno.test("tasks: a running task can be canceled, a finished one cannot", async () => {
  site().sandbox.settings.taskStartSeconds = 3_600;
  const visitor = await loggedIn(site());
  const address = await started(visitor);
  assert((await visitor.page("/tasks")).includes(`action="${address}/cancel"`));
  assert((await visitor.page(address)).includes(`action="${address}/cancel"`));
  const response = await visitor.submit(`${address}/cancel`);
  await response.body?.cancel();
  assertEquals(response.headers.get("location"), address);
  const page = await visitor.page(address);
  assertMatch(textOf(page), /The task was canceled/);
  assertMatch(textOf(page), / canceled Finished/);
  assert(!page.includes('/cancel"'));
  await (await visitor.submit(`${address}/cancel`)).body?.cancel();
  assertMatch(textOf(await visitor.page(address)), /had ended before it could be canceled/);
});

Deno.test("tasks: the page of a canceled task has one spelling for it, and no raw codes or keys", async () => {
  site().sandbox.settings.taskStartSeconds = 3_600;
  const visitor = await loggedIn(site());
  const address = await started(visitor);
  const accepted = textOf(await visitor.page(address)).split("What was sent")[0];
  assertMatch(accepted, /^Accepted Globus accepted the transfer/);
  await (await visitor.submit(`${address}/cancel`)).body?.cancel();
  const event = { DATA_TYPE: "event", is_error: true, time: "2026-11-28T10:00:00+00:00" };
  const remove = site().sandbox.faults.add({
    path: `/v0.10${address.replace("tasks", "task")}/event_list`,
    fault: "json",
    value: {
      total: 3,
      DATA: [
        { ...event, code: "CANCELED", details: "Cancelled by the user, task cancelled" },
        { ...event, code: "PROGRESS", details: '{"bytes_transferred":5,"files_succeeded":1}' },
        { ...event, code: "STARTED", details: "Task started" },
      ],
    },
  });
  const page = textOf(await visitor.page(address)).split("What was sent")[0];
  remove();
  assert(!/[Cc]ancelled|CANCELED|_/.test(page), page);
  assertMatch(page, /canceled .*Canceled by the user, task canceled/);
  assertMatch(page, /progress Data has been transferred\. copied: 5 B · files done: 1/);
  assert(!page.includes("Task started"), "the details only repeat the meaning");
});

Deno.test("tasks: the page explains a fault and says what helps", async () => {
  site().sandbox.settings.taskStartSeconds = 0;
  const visitor = await loggedIn(site());
  const address = await started(visitor, "/share/nothing-here.txt");
  const events = await eventsOf(await visitor.fetch(`${address}/progress`), 2);
  assertEquals(events.at(-1)!.task!.fault!.code, "FILE_NOT_FOUND");
  const page = textOf(await visitor.page(address));
  assertMatch(page, /has errors/);
  assertMatch(page, /A file or directory does not exist\. Correct the path/);
});

Deno.test("tasks: progress comes as server-sent events until the task is over", async () => {
  site().sandbox.settings.taskStartSeconds = 0.2;
  site().sandbox.settings.taskSecondsPerItem = 0.2;
  const visitor = await loggedIn(site());
  const address = await started(visitor);
  const response = await visitor.fetch(`${address}/progress`);
  assertEquals(response.headers.get("cache-control"), "no-store");
  const events = await eventsOf(response);
  assert(events.length >= 2);
  assertEquals(events[0].task!.isOpen, true);
  assertEquals(events.slice(0, -1).every(({ isOver }) => !isOver), true);
  const last = events.at(-1)!;
  assertEquals([last.isOver, last.task!.isOpen, last.task!.status], [true, false, "succeeded"]);
  assertEquals([events[0].isNew, last.isNew], [false, true]);
});

Deno.test("tasks: there is no stream for a task of another user, for an invalid id, or without a login", async () => {
  site().sandbox.settings.taskStartSeconds = 3_600;
  const visitor = await loggedIn(site());
  const address = await started(visitor);
  const stranger = await loggedIn(site(), "kofi@harbor.example");
  const [event] = await eventsOf(await stranger.fetch(`${address}/progress`));
  assertEquals([event.isOver, event.task], [true, undefined]);
  for (const who of [visitor, new Visitor(site())]) {
    const path = who === visitor ? "/tasks/..%2f..%2fsecret/progress" : `${address}/progress`;
    const response = await who.fetch(path);
    await response.body?.cancel();
    assertEquals(response.status, 204, path);
  }
});

Deno.test("tasks: one session can open six streams, and closed ones do not count", async () => {
  site().sandbox.settings.taskStartSeconds = 3_600;
  const visitor = await loggedIn(site());
  const address = await started(visitor);
  const open = () => visitor.fetch(`${address}/progress`);
  const streams = await Promise.all(Array.from({ length: 6 }, open));
  assertEquals(streams.map(({ status }) => status), Array(6).fill(200));
  assertEquals((await open()).status, 204);
  for (const { body } of streams) await body!.cancel();
  // The site notices a closed connection at its next write.
  let status = 204;
  for (let tries = 0; status === 204 && tries < 2_000; tries++) {
    const again = await open();
    status = again.status;
    await again.body?.cancel();
  }
  assertEquals(status, 200);
});

Deno.test("tasks: a task of another user and an invalid id are not found", async () => {
  const visitor = await loggedIn(site(), "kofi@harbor.example");
  const { world } = site().sandbox;
  const [task] = world.tasks.of(world.identityByUsername(ADA)!.id);
  for (const id of [task.id, "nonsense", "00000000-0000-4000-8000-000000000000"]) {
    const response = await visitor.fetch(`/tasks/${id}`);
    assertMatch(textOf(await response.text()), /No such task/);
    assertEquals(response.status, 404);
  }
});
