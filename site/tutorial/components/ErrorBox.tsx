import type { ComponentChildren, JSX } from "preact";
import { Notice } from "../../components/pieces.tsx";
import type { Caught } from "../lessons/caught.ts";

/** An error of the SDK, shown instead of a result. */
export function ErrorBox(props: { caught: Caught; children?: ComponentChildren }): JSX.Element {
  return (
    <Notice kind="bad" title={props.caught.name}>
      <p>{props.caught.message}</p>
      {props.children}
    </Notice>
  );
}
