import type { ComponentChildren, JSX } from "preact";
import { Notice } from "../../components/pieces.tsx";
import type { Caught } from "../lessons/caught.ts";

/** An error of the SDK, shown instead of a result. Its own words are folded. */
export function ErrorBox(props: { caught: Caught; children?: ComponentChildren }): JSX.Element {
  const { message, name, text, title } = props.caught;
  return (
    <Notice kind="bad" title={title}>
      <p>{text}</p>
      {props.children}
      <details>
        <summary>The error of the SDK</summary>
        <p class="note">
          <code>{name}</code>: {message}
        </p>
      </details>
    </Notice>
  );
}
