import type { JSX } from "preact";

// The picture has no `<title>`, because Fresh would make it the title of the page.
const STORY =
  "You use a program. It sends you to Globus Auth to log in, and gets tokens. With a token it" +
  " calls Globus Transfer, which copies data from one collection to another.";

/** A diagram of the whole tutorial: a login gives tokens, and a token gives access to a service. */
export function Diagram(): JSX.Element {
  return (
    <svg class="diagram" viewBox="0 -54 360 360" role="img" aria-label={STORY}>
      <marker
        id="tip"
        viewBox="0 0 8 8"
        refX="7"
        refY="4"
        markerWidth="6"
        markerHeight="6"
        orient="auto-start-reverse"
      >
        <path d="M0 0l8 4-8 4z" />
      </marker>
      <g fill="none" stroke-width="2">
        <circle cx="77" cy="-40" r="8" stroke="currentColor" />
        <path d="M61 -14c2 -16 30 -16 32 0z" />
        <path d="M77 -8v12" marker-end="url(#tip)" />
        <path d="M154 27h50" marker-end="url(#tip)" />
        <path d="M206 49h-50" marker-end="url(#tip)" />
        <path d="M77 70v114" marker-end="url(#tip)" />
        <path d="M154 218h116" marker-end="url(#tip)" />
        <path d="M283 188v50" marker-end="url(#tip)" />
      </g>
      <Box x={2} y={8} title="Your program" text="the client" />
      <Box x={208} y={8} title="Globus Auth" text="checks who you are" />
      <Box x={2} y={188} title="Globus Transfer" text="copies data" />
      <Box x={208} y={126} title="Collection" text="source" />
      <Box x={208} y={242} title="Collection" text="destination" />
      <g class="key">
        <rect x="29" y="106" width="96" height="36" rx="18" />
        <text x="77" y="129">Token</text>
      </g>
      <Label x={116} y={-20} text="you" />
      <Label x={180} y={18} text="log in" />
      <Label x={180} y={67} text="tokens" />
      <Label x={166} y={121} text="valid 48 h" />
      <Label x={212} y={236} text="start transfer" />
    </svg>
  );
}

function Box(props: { x: number; y: number; title: string; text: string }): JSX.Element {
  const { x, y, title, text } = props;
  return (
    <g>
      <rect x={x} y={y} width="150" height="60" rx="10" stroke-width="1.5" />
      <text x={x + 75} y={y + 26}>{title}</text>
      <Label x={x + 75} y={y + 46} text={text} />
    </g>
  );
}

function Label(props: { x: number; y: number; text: string }): JSX.Element {
  return (
    <text x={props.x} y={props.y}>
      <tspan>{props.text}</tspan>
    </text>
  );
}
