import type { ComponentChildren, JSX } from "preact";
import type { OutsideLink } from "./links.ts";

/** A link that a service gave. Its site does not learn which page the visitor comes from. */
export function Outside(props: { link: OutsideLink; children?: ComponentChildren }): JSX.Element {
  return <a href={props.link.href} rel="noopener noreferrer">{props.children ?? props.link.text}
  </a>;
}
