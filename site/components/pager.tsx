import type { ComponentChildren, JSX } from "preact";

/** Links to the previous and the next page of a list. */
export function Pager(props: {
  page: number;
  hasNext: boolean;
  addressOf: (page: number) => string;
  /** Text between the links. @default {the page number} */
  children?: ComponentChildren;
}): JSX.Element | null {
  const { addressOf, hasNext, page } = props;
  if (page === 1 && !hasNext) return null;
  return (
    <nav class="panel-head pager" aria-label="Pages of this list">
      {page > 1
        ? <a class="button small quiet" rel="prev" href={addressOf(page - 1)}>Previous</a>
        : <span />}
      <span class="note">{props.children ?? `Page ${page}`}</span>
      {hasNext
        ? <a class="button small quiet" rel="next" href={addressOf(page + 1)}>Next</a>
        : <span />}
    </nav>
  );
}
