import type { JSX } from "preact";
import { CopyButton } from "../../components/copy_button.tsx";
import type { CodeTab } from "../code_choice.ts";
import { highlight } from "../lessons/highlight.ts";
import { type Range, readSource, type Source } from "../lessons/source.ts";

/** The code that a panel shows. */
interface CodePanelProps {
  /** An id that is unique on the page. */
  id: string;
  /** Name of a file in `examples/`, which has a Python form in `site/tutorial/lessons/python/`. */
  example: string;
  /** The part of this site that does the same, and its lines. */
  web?: { path: string; mark: Range };
  /** The lines of the example that the panel shows first. */
  mark: Range;
  /** The tab that is shown first. @default {"Script"} */
  tab?: CodeTab;
  /** The lines of the Python form that the panel shows first. */
  markPython: Range;
}

/** What a tab shows. */
const ABOUT: Record<string, string> = {
  "Script": "A script that you run yourself. You copy a code from the browser.",
  "Web app": "The code that this site runs. The browser brings the code back.",
  "Python": "The same script with the Python SDK.",
};

/**
 * The same as a script, in this site and in Python: an excerpt, and the whole file. The tabs are
 * radio buttons, because these work without script.
 */
export function CodePanel(props: CodePanelProps): JSX.Element {
  const { example, id, web } = props;
  const first = props.tab === "Web app" && !web ? "Script" : props.tab ?? "Script";
  const tabs: [title: string, source: Source][] = [
    ["Script", readSource(`examples/${example}.ts`, props.mark)],
    ...web ? [["Web app", readSource(web.path, web.mark)] as [string, Source]] : [],
    ["Python", readSource(`site/tutorial/lessons/python/${example}.py`, props.markPython)],
  ];
  return (
    <figure class="panel code" id={id}>
      <div class="panel-head">
        <h3>Do it yourself</h3>
        <fieldset class="tabs">
          <legend class="hidden">Kind of code</legend>
          {tabs.map(([title]) => (
            <label key={title}>
              <input type="radio" name={`${id}-tab`} value={title} checked={title === first} />{" "}
              {title}
            </label>
          ))}
        </fieldset>
        <div class="row">
          <CopyButton from={id} part="excerpt" what="excerpt" isLabeled />
          <CopyButton from={id} what="file" isLabeled />
        </div>
      </div>
      {tabs.map(([title, source]) => (
        <div key={title} class="tab">
          <p class="note panel-body">{ABOUT[title]}</p>
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
export function FilePanel(props: {
  id: string;
  source: Source;
  /** @default {the path of the file} */
  title?: string;
}): JSX.Element {
  const { id, source: { lines, path }, title } = props;
  return (
    <figure class="panel code" id={id}>
      <div class="panel-head">
        {title ? <h3>{title}</h3> : (
          <h2>
            <code>{path}</code>
          </h2>
        )}
        <CopyButton from={id} what="file" isLabeled />
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
    <div class="panel code">
      <div class="panel-head">
        <h4>{props.label}</h4>
        <CopyButton text={props.code} what="code" isLabeled />
      </div>
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
