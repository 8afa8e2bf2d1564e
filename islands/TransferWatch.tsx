import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { JSX } from "preact";
import type { TransferState } from "../site/lessons/first_transfer.ts";

const WORDS: Record<string, [text: string, kind: string]> = {
  ACTIVE: ["under way", "warn"],
  INACTIVE: ["waiting for you", "bad"],
  SUCCEEDED: ["arrived", "good"],
  FAILED: ["failed", "bad"],
};

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
    events.onmessage = ({ data }) => {
      isLost.value = false;
      state.value = JSON.parse(data);
    };
    // The stream ends when the task is over, and now and then before: the browser then asks anew.
    events.onerror = () => {
      if (state.value.isOver) events.close();
      else isLost.value = true;
    };
    return () => events.close();
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
            ? "The task is over, and so is the last step of the lessons."
            : "The task is over."
          : isLost.value
          ? "The connection was lost; trying again."
          : "Globus tells the site how it goes, and the site tells this page."}
      </p>
    </div>
  );
}
