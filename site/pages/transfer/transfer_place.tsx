import type { JSX } from "preact";
import { type EndpointRow, holderOf } from "../endpoints/endpoints.ts";
import { filesAddress } from "../files/file_query.ts";
import type { Directory } from "../files/files.ts";
import { countText, sizeText, things } from "../../components/format.ts";
import { EntryIcon } from "../../components/icons.tsx";
import type { Refusal } from "../../portal/requirements/refusals.ts";
import { RequirementText, WordsOfGlobus } from "../../portal/requirements/refusal_notice.tsx";
import { nameOf, parentOf } from "../files/paths.ts";
import type { PlaceView } from "./transfer_view.ts";
import type { Side } from "./transfer_query.ts";

const TITLES = { source: "From", destination: "To" };

/** The fields for the source or the destination: collection, folder, and at the source the items. */
export function PlaceFields(props: {
  side: Side;
  place: PlaceView;
  items: readonly string[];
}): JSX.Element {
  const { items, place, side } = props;
  return (
    <section class="panel" aria-labelledby={side}>
      <div class="panel-head">
        <h2 id={side} tabIndex={-1}>
          {TITLES[side]} {place.name}
        </h2>
        {place.endpoint && <Go side={side} to="change" more="the collection">Change</Go>}
      </div>
      {place.endpoint
        ? <Chosen side={side} place={place} items={items} />
        : <Choice side={side} place={place} />}
    </section>
  );
}

/** A button that browses. Without script the page reloads and scrolls to this place. */
function Go(props: {
  side: Side;
  /** The action, such as `open /home/`. */
  to: string;
  class?: string;
  /** Text for screen readers after the visible text. */
  more?: string;
  children: JSX.Element | string | (JSX.Element | string)[];
}): JSX.Element {
  return (
    <button
      type="submit"
      class={props.class ?? "button small quiet"}
      formAction={`/transfer#${props.side}`}
      name="go"
      value={`${props.side} ${props.to}`}
    >
      {props.children}
      {props.more && <span class="hidden">{` ${props.more}`}</span>}
    </button>
  );
}

function Choice({ place, side }: { place: PlaceView; side: Side }): JSX.Element {
  const { choices, refusal, q } = place;
  return (
    <>
      <div class="panel-body row">
        <label class="field grow">
          <span class="hidden">Search collections to transfer {TITLES[side].toLowerCase()}</span>
          <input
            type="search"
            name={`${side}_q`}
            value={q}
            maxLength={200}
            placeholder="Name or ID of a collection"
          />
        </label>
        <Go side={side} to="find" more="collections">Search</Go>
      </div>
      {refusal && <PlaceRefusal refusal={refusal} />}
      {choices && choices.rows.length === 0 && (
        <p class="empty">
          {q ? "No collection fits these words." : "Search for a collection, or paste its ID."}
        </p>
      )}
      {choices && choices.rows.length > 0 && (
        <>
          <ul class="rows" aria-label={choices.title}>
            {choices.rows.map((row) => (
              <li key={row.id}>
                <Go side={side} to={`use ${row.id}`} class="link">
                  <Collection row={row} />
                </Go>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function Collection({ row }: { row: EndpointRow }): JSX.Element {
  return (
    <span>
      <strong>{row.name}</strong>
      <span class="note block">{[row.kind, holderOf(row)].filter(Boolean).join(" · ")}</span>
    </span>
  );
}

function Chosen(
  { items, place, side }: { place: PlaceView; side: Side; items: readonly string[] },
): JSX.Element {
  const { directory, endpoint, refusal, path } = place;
  const above = parentOf(path || "/");
  return (
    <>
      <div class="panel-body row">
        <input type="hidden" name={side} value={endpoint} />
        <label class="field grow">
          <span class="hidden">Folder to transfer {TITLES[side].toLowerCase()}</span>
          <input name={`${side}_path`} value={path} maxLength={4096} spellcheck={false} />
        </label>
        <Go side={side} to="look" more="the folder">Open</Go>
        {above && <Go side={side} to={`open ${above}`} more="above this one">Parent folder</Go>}
      </div>
      {refusal && <PlaceRefusal refusal={refusal} />}
      {refusal?.status === 404 && side === "destination" && (
        <p class="panel-body note">The transfer creates this folder.</p>
      )}
      {directory && (
        <>
          {side === "source" && <Whole directory={directory} items={items} />}
          <Entries side={side} directory={directory} items={items} />
          <More directory={directory} endpoint={endpoint} />
        </>
      )}
      {side === "source" && <Elsewhere directory={directory} items={items} />}
      {side === "destination" && directory && (
        <p class="panel-body note">Files arrive in this folder.</p>
      )}
    </>
  );
}

/** A checkbox that selects the directory with all its content. */
function Whole(props: { directory: Directory; items: readonly string[] }): JSX.Element {
  const { items, directory: { path } } = props;
  return (
    <label class="panel-body check">
      <input type="checkbox" name="item" value={path} checked={items.includes(path)} />
      {nameOf(path) ? "This whole folder" : "The whole collection"}
    </label>
  );
}

function Entries(
  props: { side: Side; directory: Directory; items: readonly string[] },
): JSX.Element {
  const { items, side, directory: { rows } } = props;
  if (rows.length === 0) return <p class="empty">This folder is empty.</p>;
  return (
    <ul class="rows entries" aria-label="Entries">
      {rows.map((row) => (
        <li key={row.path} class="row">
          {side === "source" && (
            <input
              type="checkbox"
              name="item"
              value={row.path}
              checked={items.includes(row.path)}
              aria-label={`Transfer ${row.name}`}
            />
          )}
          {row.isFolder
            ? (
              <Go side={side} to={`open ${row.path}`} class="link grow">
                <EntryIcon isFolder />
                <span>{row.name}</span>
              </Go>
            )
            : (
              <span class="grow">
                <EntryIcon isFolder={false} />
                <span>{row.name}</span>
              </span>
            )}
          <span class="note">{row.isFolder ? "" : sizeText(row.size)}</span>
        </li>
      ))}
    </ul>
  );
}

function More(props: { directory: Directory; endpoint: string }): JSX.Element | null {
  const { endpoint, directory: { hasNext, path, rows, total } } = props;
  if (!hasNext) return null;
  return (
    <p class="panel-body note">
      The first {rows.length} of {total === undefined ? "more" : countText(total)} entries.{" "}
      <a href={filesAddress({ endpoint, path })}>Browse all</a>
    </p>
  );
}

/** Selected items that the list does not show, as checkboxes. */
function Elsewhere(
  props: { directory?: Directory; items: readonly string[] },
): JSX.Element | null {
  const { directory, items } = props;
  const shown = new Set(directory?.rows.map((row) => row.path));
  const others = items.filter((item) => !shown.has(item) && item !== directory?.path);
  if (others.length === 0) return null;
  return (
    <fieldset class="panel-body">
      <legend>{things(others.length, "more is chosen", "more are chosen")}</legend>
      <ul class="tree">
        {others.map((item) => (
          <li key={item}>
            <label>
              <input type="checkbox" name="item" value={item} checked /> <code>{item}</code>
            </label>
          </li>
        ))}
      </ul>
    </fieldset>
  );
}

/** Why Globus refused. The button for the login that helps submits the whole form. */
function PlaceRefusal({ refusal }: { refusal: Refusal }): JSX.Element {
  const { requirement, said, text, title } = refusal;
  return (
    <div class="panel-body" role="status">
      <p>
        <strong>{title}</strong>
      </p>
      <p>{text}</p>
      {requirement && (
        <>
          <RequirementText requirement={requirement} />
          <p>
            <button
              type="submit"
              class="button"
              formAction="/login/required"
              name="requirement"
              value={requirement.packed}
            >
              Log in and give consent
            </button>
          </p>
        </>
      )}
      {said && <WordsOfGlobus text={said} />}
    </div>
  );
}
