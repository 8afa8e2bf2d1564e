import type { JSX } from "preact";
import CopyButton from "../../../islands/CopyButton.tsx";
import { highlight } from "../lessons/highlight.ts";
import { type Range, readSource, type Source } from "../lessons/source.ts";

/** The code that a panel shows. */
interface CodePanelProps {
  /** An id that is unique on the page. */
  id: string;
  /** Name of a file in `examples/`, which has a Python form in `site/tutorial/lessons/python/`. */
  example: string;
  /** The lines of the example that the panel shows first. */
  mark: Range;
  /** The lines of the Python form that the panel shows first. */
  markPython: Range;
}

/**
 * Example code in TypeScript and Python: an excerpt, and the whole file. The tabs are radio buttons,
 * because these work without script.
 */
export function CodePanel(props: CodePanelProps): JSX.Element {
  const { example, id } = props;
  const tabs: [title: string, source: Source][] = [
    ["TypeScript", readSource(`examples/${example}.ts`, props.mark)],
    ["Python", readSource(`site/tutorial/lessons/python/${example}.py`, props.markPython)],
  ];
  return (
    <figure class="panel code" id={id}>
      <div class="panel-head">
        <h3>The code for this</h3>
        <fieldset class="tabs">
          <legend class="hidden">Language of the code</legend>
          {tabs.map(([title], i) => (
            <label key={title}>
              <input type="radio" name={`${id}-tab`} checked={i === 0} /> {title}
            </label>
          ))}
        </fieldset>
        <CopyButton from={id} />
      </div>
      {tabs.map(([title, source]) => (
        <div key={title} class="tab">
          <Code
            lines={source.lines.filter(({ isMarked }) => isMarked)}
            label={`${title}: excerpt`}
          />
          <details>
            <summary>
              The whole file: <code>{source.path}</code>, {source.lines.length} lines
            </summary>
            <Code lines={source.lines} label={`${title}: ${source.path}`} isWhole />
          </details>
        </div>
      ))}
    </figure>
  );
}

/** A whole file of code. */
export function FilePanel(props: { id: string; source: Source }): JSX.Element {
  const { id, source: { lines, path } } = props;
  return (
    <figure class="panel code" id={id}>
      <div class="panel-head">
        <h2>
          <code>{path}</code>
        </h2>
        <CopyButton from={id} />
      </div>
      <div class="tab">
        <Code lines={lines} label={path} isWhole />
      </div>
    </figure>
  );
}

/** A few lines of TypeScript. */
export function Snippet(props: { code: string; label: string }): JSX.Element {
  const lines = highlight(props.code, "typescript")
    .map((pieces) => ({ pieces, isMarked: false }));
  return (
    <div class="code">
      <Code lines={lines} label={props.label} />
    </div>
  );
}

function Code(
  props: { lines: Source["lines"]; label: string; isWhole?: boolean },
): JSX.Element {
  return (
    <pre tabIndex={0} role="region" aria-label={props.label}>
      <code>
        {props.lines.map(({ pieces, isMarked }, i) => (
          <span key={i} class={props.isWhole && isMarked ? "marked" : undefined}>
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
