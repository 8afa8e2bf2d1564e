import type { JSX } from "preact";
import CopyButton from "../../islands/CopyButton.tsx";
import { type Range, readSource, type Source } from "../lessons/source.ts";

/** Which code a panel shows. */
export interface CodePanelProps {
  /** Unique on the page. */
  id: string;
  /** An example, such as `examples/tutorial.ts`. */
  example: string;
  /** The same with Globus's SDK for Python, such as `site/lessons/python/tutorial.py`. */
  python: string;
  /** The lines of the example that matter here. */
  mark?: Range;
  /** The lines of the Python form that matter here. */
  markPython?: Range;
}

/** Example code, in TypeScript and in Python. Its tabs are radio buttons: they need no script. */
export function CodePanel(props: CodePanelProps): JSX.Element {
  const tabs: [title: string, source: Source][] = [
    ["TypeScript", readSource(props.example, props.mark)],
    ["Python", readSource(props.python, props.markPython)],
  ];
  return (
    <figure class="panel code" id={props.id}>
      <div class="panel-head">
        <fieldset class="tabs">
          <legend class="hidden">Language of the code</legend>
          {tabs.map(([title], i) => (
            <label key={title}>
              <input type="radio" name={`${props.id}-tab`} checked={i === 0} /> {title}
            </label>
          ))}
        </fieldset>
        <CopyButton from={props.id} />
      </div>
      {tabs.map(([title, source]) => (
        <div key={title} class="tab">
          <Code source={source} label={`${title}: ${source.path}`} />
          <figcaption>
            <code>{source.path}</code>
            {source.lines.some(({ isMarked }) => isMarked) && " · this step is marked"}
          </figcaption>
        </div>
      ))}
    </figure>
  );
}

function Code(props: { source: Source; label: string }): JSX.Element {
  return (
    <pre tabIndex={0} role="region" aria-label={props.label}>
      <code>
        {props.source.lines.map(({ pieces, isMarked }, i) => (
          <span key={i} class={isMarked ? "marked" : undefined}>
            {pieces.map(({ kind, text }, j) =>
              kind === "plain" ? text : <span key={j} class={`c-${kind}`}>{text}</span>
            )}
            {"\n"}
          </span>
        ))}
      </code>
    </pre>
  );
}
