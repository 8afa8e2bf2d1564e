import type { JSX } from "preact";

/** The whole story in a picture: a login gives tokens, a token opens a service. */
export function Diagram(): JSX.Element {
  return (
    <svg class="diagram" viewBox="0 0 460 290" role="img" aria-labelledby="diagram-title">
      <title id="diagram-title">
        Your program sends you to Globus Auth to log in, and gets tokens. With a token it calls
        Globus Transfer, which moves data between two collections.
      </title>
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
      <path d="M158 46h140" marker-end="url(#tip)" />
      <path d="M302 74H166" marker-end="url(#tip)" />
      <path d="M85 98v102" marker-end="url(#tip)" />
      <path d="M158 242h40" marker-end="url(#tip)" />
      <path d="M314 242h28" marker-end="url(#tip)" />
      <Box x={12} y={22} width={146} title="Your program" text="the client" />
      <Box x={302} y={22} width={146} title="Globus Auth" text="who are you?" />
      <Box x={12} y={204} width={146} title="Globus Transfer" text="a service" />
      <Box x={206} y={204} width={108} title="Collection" text="from here" />
      <Box x={350} y={204} width={108} title="Collection" text="to there" />
      <g class="key">
        <rect x="32" y="128" width="106" height="38" rx="19" />
        <text x="85" y="152">Token</text>
      </g>
      <text x="230" y="37">
        <tspan>you log in</tspan>
      </text>
      <text x="230" y="94">
        <tspan>tokens</tspan>
      </text>
      <text x="210" y="152">
        <tspan>good for two days</tspan>
      </text>
    </svg>
  );
}

function Box(props: {
  x: number;
  y: number;
  width: number;
  title: string;
  text: string;
}): JSX.Element {
  const { x, y, width, title, text } = props;
  const middle = x + width / 2;
  return (
    <g>
      <rect x={x} y={y} width={width} height="76" rx="10" />
      <text x={middle} y={y + 34}>{title}</text>
      <text x={middle} y={y + 56}>
        <tspan>{text}</tspan>
      </text>
    </g>
  );
}
