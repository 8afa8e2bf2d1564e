import { type ComponentChildren, Fragment, type JSX } from "preact";

/** The hidden field that proves that a form comes from a page of this site. */
export function FormToken(props: { token: string }): JSX.Element {
  return <input type="hidden" name="form_token" value={props.token} />;
}

/** A form that shows only a button. */
export function ActionButton(props: {
  /** Path to submit to. */
  action: string;
  /** The session's form token. */
  token: string;
  /** Values of hidden fields by name. */
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

const NOTICE_TITLES = { good: "Done", bad: "Something went wrong", info: "Note" };

/** A message: how an action ended, or why it is not possible. */
export function Notice(props: {
  kind: keyof typeof NOTICE_TITLES;
  /** @default {the title of the kind} */
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

/** Shown instead of an empty list. */
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

/** A long name, such as a scope or a URL. It may break into lines after each part. */
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

/** Whether the site uses a sandbox or Globus itself. */
export function ModeBadge(props: { mode: "sandbox" | "live" }): JSX.Element {
  const isSandbox = props.mode === "sandbox";
  return (
    <a class={`badge ${isSandbox ? "warn" : "good"}`} href="/#modes">
      {isSandbox ? "Sandbox" : "Live Globus"}
    </a>
  );
}

/** Marks a step as done or not, also for screen readers. */
export function DoneMark(props: { isDone: boolean }): JSX.Element {
  return (
    <span class={props.isDone ? "tick done" : "tick"}>
      <span class="hidden">{props.isDone ? "Done: " : "Not done yet: "}</span>
    </span>
  );
}

/** A list of names with their values. Each is a {@link Fact}. */
export function Facts(props: { children: ComponentChildren }): JSX.Element {
  return <dl class="facts">{props.children}</dl>;
}

/** A name and its value, inside {@link Facts}. */
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

/** A box with a heading. */
export function Panel(props: {
  title: ComponentChildren;
  /** Level of the heading. @default {"h3"} */
  heading?: "h2" | "h3";
  /** Beside the heading. */
  aside?: ComponentChildren;
  /** Whether the content, such as a table, fills the box without padding. */
  isFlush?: boolean;
  /** Whether the box has what a lesson asks the reader to do. */
  isAction?: boolean;
  children: ComponentChildren;
}): JSX.Element {
  const Heading = props.heading ?? "h3";
  return (
    <section class={props.isAction ? "panel action" : "panel"}>
      <div class="panel-head">
        <Heading>{props.title}</Heading>
        {props.aside}
      </div>
      {props.isFlush ? props.children : <div class="panel-body">{props.children}</div>}
    </section>
  );
}
