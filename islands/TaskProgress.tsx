import { useSignal } from "@preact/signals";
import { IS_BROWSER } from "fresh/runtime";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { fetchPage, swapParts } from "../site/pages/swap.ts";
import { Standing } from "../site/pages/tasks/task_parts.tsx";
import type { ProgressEvent } from "../site/pages/tasks/task_progress.ts";
import type { TaskView } from "../site/pages/tasks/tasks.ts";

/** What of the page changes with the task, beside this. */
const PARTS = ["facts", "events", "wire"];

/**
 * How a task stands, as it goes on. Without script it shows how the task stood when the page was
 * made.
 */
export default function TaskProgress(props: { task: TaskView }): JSX.Element {
  const task = useSignal(props.task);
  const fault = useSignal("");

  useEffect(() => {
    if (!props.task.isOpen) return;
    const address = `/tasks/${props.task.id}`;
    const stream = new EventSource(`${address}/progress`);
    stream.onmessage = async ({ data }) => {
      const event: ProgressEvent = JSON.parse(data);
      if (event.isOver) stream.close();
      task.value = event.task ?? task.value;
      fault.value = event.fault ?? "";
      if (!event.isNew) return;
      // What is told in more words comes from the page itself.
      await fetchPage(address).then((page) => swapParts(page.document, PARTS), console.info);
    };
    stream.onerror = () => {
      fault.value = stream.readyState === EventSource.CLOSED
        ? "This page is told no more. Load it again to see how the task stands."
        : "The connection was lost; trying again.";
    };
    // A page that is left must not look like one that lost its connection.
    const leave = () => stream.close();
    addEventListener("pagehide", leave);
    return () => {
      removeEventListener("pagehide", leave);
      stream.close();
    };
  }, []);

  return <Standing task={task.value} fault={fault.value} isLive={IS_BROWSER} />;
}
