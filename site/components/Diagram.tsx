import type { JSX } from "preact";

/** The whole story in a picture: a login gives tokens, a token opens a service. */
export function Diagram(): JSX.Element {
  return (
    <svg class="diagram" viewBox="0 0 440 300" role="img" aria-labelledby="diagram-title">
      <title id="diagram-title">
        A client sends you to Globus Auth to log in. Globus Auth gives the client one token for each
        service. With its token the client calls Globus Transfer, which moves files between two
        collections.
      </title>
      <path class="wire" d="M152 62h122" />
      <path class="wire back" d="M274 84H152" />
      <path class="wire" d="M96 112v64" />
      <path class="wire" d="M152 206h52M300 206h36" />
      <path class="wire files" d="M252 236v26H64v-20M252 262h124v-20" />
      <Box x={40} y={38} width={112} title="Client" text="your program" />
      <Box x={274} y={38} width={126} title="Globus Auth" text="who are you?" />
      <Box x={40} y={176} width={112} title="Token" text="ends in 48 h" isStrong />
      <Box x={204} y={176} width={96} title="Transfer" text="a service" />
      <Box x={336} y={176} width={84} title="Files" text="two places" />
      <text class="label" x="213" y="54">log in</text>
      <text class="label" x="213" y="101">tokens</text>
    </svg>
  );
}

function Box(props: {
  x: number;
  y: number;
  width: number;
  title: string;
  text: string;
  isStrong?: boolean;
}): JSX.Element {
  const { x, y, width, title, text } = props;
  const middle = x + width / 2;
  return (
    <g class={props.isStrong ? "box strong" : "box"}>
      <rect x={x} y={y} width={width} height="66" rx="10" />
      <text x={middle} y={y + 30}>{title}</text>
      <text class="small" x={middle} y={y + 49}>{text}</text>
    </g>
  );
}
