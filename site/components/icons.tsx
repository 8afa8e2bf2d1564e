import type { JSX } from "preact";

/** SVG paths in a square of 20 by 20 units. */
const PATHS = {
  folder: "M2.5 5.5a1 1 0 0 1 1-1h4l2 2.2h7a1 1 0 0 1 1 1v7.3a1 1 0 0 1-1 1h-13a1 1 0 0 1-1-1z",
  send: "M3.5 10h12M11 5.5l4.5 4.5-4.5 4.5",
  file: "M5 2.5h6.5l3.5 3.5v11.5h-10zM11.5 2.5v3.5h3.5",
};

/** A small picture next to a word. Screen readers skip it. */
export function Icon(props: { name: keyof typeof PATHS }): JSX.Element {
  return (
    <svg class={`icon ${props.name}`} viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
      <path d={PATHS[props.name]} />
    </svg>
  );
}

/** The picture of a folder or a file, with a text for screen readers. */
export function EntryIcon(props: { isFolder: boolean }): JSX.Element {
  return (
    <>
      <Icon name={props.isFolder ? "folder" : "file"} />
      <span class="hidden">{props.isFolder ? "Folder " : "File "}</span>
    </>
  );
}
