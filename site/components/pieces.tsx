import { type ComponentChildren, Fragment, type JSX } from "preact";
import type { Caught } from "../tutorial/lessons/caught.ts";
import type { SessionData } from "../portal/session/session_data.ts";

/** What each form carries, to show that it comes from a page of this site. */
export function FormToken(props: { token: string }): JSX.Element {
  return <input type="hidden" name="form_token" value={props.token} />;
}

/** A form that is one button. */
export function ActionButton(props: {
  /** Address that it is sent to. */
  action: string;
  /** The session's form token. */
  token: string;
  /** Further fields. */
  fields?: Record<string, string>;
  /** Class of the button. @default {"button"} */
  class?: string;
  children: ComponentChildren;
}): JSX.Element {
  return (
    <form method="post" action={props.action}>
      <FormToken token={props.token} />
      {Object.entries(props.fields ?? {}).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <button type="submit" class={props.class ?? "button"}>
        {props.children}
      </button>
    </form>
  );
}

const NOTICE_TITLES = { good: "Done", bad: "That did not work", info: "Note" };

/** Something to know before all else: what an action came to, or what stands in the way. */
export function Notice(props: {
  kind: NonNullable<SessionData["notice"]>["kind"] | "info";
  /** @default by kind */
  title?: string;
  children: ComponentChildren;
}): JSX.Element {
  return (
    <div class={`notice ${props.kind}`} role={props.kind === "bad" ? "alert" : "status"}>
      <strong>{props.title ?? NOTICE_TITLES[props.kind]}</strong>
      <div>{props.children}</div>
    </div>
  );
}

/** In place of a list that has no entry. */
export function Empty(props: { title: string; children?: ComponentChildren }): JSX.Element {
  return (
    <div class="empty">
      <p>
        <strong>{props.title}</strong>
      </p>
      {props.children}
    </div>
  );
}

/** What Globus, or the way to it, answered in place of a result. */
export function ErrorBox(props: { caught: Caught; children?: ComponentChildren }): JSX.Element {
  return (
    <Notice kind="bad" title={props.caught.name}>
      <p>{props.caught.message}</p>
      {props.children}
    </Notice>
  );
}

/** A long name, such as a scope's or an address, that may be broken where its parts meet. */
export function LongName({ text }: { text: string }): JSX.Element {
  return (
    <code>
      {text.split(/(?<=[:/_.[])/).map((part, i) => (
        <Fragment key={i}>
          {i > 0 && <wbr />}
          {part}
        </Fragment>
      ))}
    </code>
  );
}

/** Which Globus the site talks to. */
export function ModeBadge(props: { mode: "sandbox" | "live" }): JSX.Element {
  const isSandbox = props.mode === "sandbox";
  return (
    <a class={`badge ${isSandbox ? "warn" : "good"}`} href="/#modes">
      {isSandbox ? "Sandbox" : "Live Globus"}
    </a>
  );
}

/** A mark for what is done, readable for those who do not see it. */
export function DoneMark(props: { isDone: boolean }): JSX.Element {
  return (
    <span class={props.isDone ? "tick done" : "tick"}>
      <span class="hidden">{props.isDone ? "Done: " : "Not done yet: "}</span>
    </span>
  );
}

/** Names and what there is to say of each: a list of {@link Fact}. */
export function Facts(props: { children: ComponentChildren }): JSX.Element {
  return <dl class="facts">{props.children}</dl>;
}

/** One of {@link Facts}. */
export function Fact(props: {
  name: ComponentChildren;
  children: ComponentChildren;
}): JSX.Element {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}

/** A box with a heading: a result, with what goes with it. */
export function Panel(props: {
  /** Heading of the third level. */
  title: ComponentChildren;
  /** Beside the heading. */
  aside?: ComponentChildren;
  /** Whether the content has no space around it, such as a table. */
  isFlush?: boolean;
  children: ComponentChildren;
}): JSX.Element {
  return (
    <section class="panel">
      <div class="panel-head">
        <h3>{props.title}</h3>
        {props.aside}
      </div>
      {props.isFlush ? props.children : <div class="panel-body">{props.children}</div>}
    </section>
  );
}
