import type { JSX } from "preact";

/**
 * A button that copies a text. The island `PageControls` makes it work; without script it is hidden, and
 * keeps its room.
 */
export function CopyButton(props: {
  /** The text to copy, such as an ID. Absent if `from` is given. */
  text?: string;
  /** Id of the element whose code is copied. */
  from?: string;
  /** The code to copy: the first block, or the last one. @default {"file"} */
  part?: "excerpt" | "file";
  /** What is copied. Screen readers say it after "Copy". */
  what: string;
  /** Whether all users see what is copied, on a button. */
  isLabeled?: boolean;
}): JSX.Element {
  const { from, isLabeled, part, text, what } = props;
  return (
    <button
      type="button"
      class={isLabeled ? "copy button small quiet" : "copy link"}
      data-copy={text}
      data-copy-from={from}
      data-copy-part={part}
    >
      <span>Copy</span> {isLabeled ? what : <span class="hidden">{what}</span>}
    </button>
  );
}
