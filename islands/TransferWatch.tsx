import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { JSX } from "preact";
import type { TransferState } from "../site/tutorial/lessons/first_transfer.ts";
import { fetchPage, swapParts } from "../site/pages/swap.ts";

const WORDS: Record<string, [text: string, kind: string]> = {
  ACTIVE: ["under way", "warn"],
  INACTIVE: ["waiting for you", "bad"],
  SUCCEEDED: ["arrived", "good"],
  FAILED: ["failed", "bad"],
};

/** What of the page tells which steps and lessons are done. */
const PARTS = ["todo", "lesson-nav", "onward"];

/** A transfer as it goes on. Without script it shows how it stood when the page was made. */
export default function TransferWatch(props: {
  /** Where its progress is sent from. */
  address: string;
  /** How it stood when the page was made. */
  state: TransferState;
}): JSX.Element {
  const state = useSignal(props.state);
  const isLost = useSignal(false);
  useEffect(() => {
    if (props.state.isOver) return;
    const events = new EventSource(props.address);
    events.onmessage = async ({ data }) => {
      isLost.value = false;
      state.value = JSON.parse(data);
      if (!state.value.isOver) return;
      events.close();
      await fetchPage(location.href).then((page) => swapParts(page.document, PARTS), console.info);
    };
    // The stream ends now and then before the task does: the browser then asks anew.
    events.onerror = () => isLost.value = true;
    // A page that is left must not look like one that lost its connection.
    const leave = () => events.close();
    addEventListener("pagehide", leave);
    return () => {
      removeEventListener("pagehide", leave);
      leave();
    };
  }, []);
  const { bytes, filesDone, filesTotal, isOver, note, status } = state.value;
  const [text, kind] = WORDS[status] ?? [status.toLowerCase(), ""];
  return (
    <div class="watch">
      <p role="status">
        <span class={`badge ${kind}`}>{text}</span> {filesTotal === 0
          ? note
          : `${filesDone} of ${filesTotal} ${filesTotal === 1 ? "file" : "files"}, ${bytes} bytes`}
        {filesTotal > 0 && note && ` · ${note}`}
      </p>
      <progress
        max={Math.max(1, filesTotal)}
        value={status === "SUCCEEDED" ? Math.max(1, filesTotal) : filesDone}
        aria-label="Files moved"
      />
      <p class="note">
        {isOver
          ? status === "SUCCEEDED"
            ? "Your file is there, and Globus has compared its checksum."
            : "The task is over."
          : isLost.value
          ? "The connection was lost; trying again."
          : "Globus tells the site how it goes, and the site tells this page."}
      </p>
    </div>
  );
}
