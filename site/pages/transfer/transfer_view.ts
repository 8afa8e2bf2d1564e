import { type TransferClient, TransferData, type TransferDocument } from "@globus-deno/sdk";
import { isUuid } from "../../components/uuid.ts";
import { type EndpointRow, rowOf, searchEndpoints } from "../endpoints/endpoints.ts";
import { endpointName } from "../endpoints/endpoint_details.ts";
import { type Directory, listDirectory } from "../files/files.ts";
import { type Refusal, refusalOf } from "../../portal/requirements/refusals.ts";
import { directoryPath, nameOf } from "../files/paths.ts";
import { addressOf, type PlaceQuery, SWITCHES, type TransferQuery } from "./transfer_query.ts";

/** Entries of a directory in the form. The file browser shows more. */
const PLACE_PAGE_SIZE = 100;
/** Collections in the form's list. */
const MAX_CHOICES = 8;

/** A list of collections to choose from. */
interface Choices {
  title: string;
  rows: EndpointRow[];
}

/** What the form shows of the source or destination. */
export interface PlaceView {
  /** Id of the collection; empty if none is chosen. */
  endpoint: string;
  name: string;
  /** Words of the last search. */
  q: string;
  /** Value of the path field. */
  path: string;
  /** Absent if a collection is chosen. */
  choices?: Choices;
  /** The chosen directory. Absent if it cannot be listed. */
  directory?: Directory;
  /** Why the directory or the collections cannot be listed. */
  refusal?: Refusal;
}

/** What the form of a transfer shows. */
export interface TransferView {
  source: PlaceView;
  destination: PlaceView;
  items: string[];
  options: TransferQuery["options"];
  /** Makes one task of repeated submissions. */
  submissionId: string;
  /** What the user must correct before the form can be submitted. */
  problems: string[];
  /** The URL of the form. */
  address: string;
}

/** Loads everything that the form shows. */
export async function transferView(
  tc: TransferClient,
  query: TransferQuery,
  submissionId: string | undefined,
  signal?: AbortSignal,
): Promise<TransferView> {
  // Both sides often need the same list, the recent collections.
  const asked = new Map<string, Promise<Choices>>();
  const choose = (q: string) => {
    const choices = asked.get(q) ?? choicesFor(tc, q, signal);
    asked.set(q, choices);
    return choices;
  };
  const [source, destination, id] = await Promise.all([
    placeView(tc, query.source, choose, signal),
    placeView(tc, query.destination, choose, signal),
    submissionId ?? newSubmissionId(tc, signal),
  ]);
  const seen: TransferQuery = {
    ...query,
    source: { ...query.source, path: source.directory?.path ?? query.source.path },
    destination: {
      ...query.destination,
      path: destination.directory?.path ?? query.destination.path,
    },
  };
  return {
    source,
    destination,
    items: query.items,
    options: query.options,
    submissionId: id,
    problems: [],
    address: addressOf(seen),
  };
}

/** Gets a submission id. Empty if Transfer gives none: the form then gets one later. */
async function newSubmissionId(tc: TransferClient, signal?: AbortSignal): Promise<string> {
  try {
    const { value } = await tc.getSubmissionId({ signal });
    return isUuid(value) ? value : "";
  } catch (error) {
    refusalOf(error, "Globus Transfer");
    return "";
  }
}

async function placeView(
  tc: TransferClient,
  query: PlaceQuery,
  choose: (q: string) => Promise<Choices>,
  signal?: AbortSignal,
): Promise<PlaceView> {
  const endpoint = query.endpoint || (isUuid(query.q) ? query.q : "");
  const view: PlaceView = { endpoint, name: "", q: query.q, path: query.path ?? "" };
  const refuse = (error: unknown) => {
    view.refusal = refusalOf(error, view.name || "the collection");
  };
  if (!endpoint) {
    try {
      view.choices = await choose(query.q);
    } catch (error) {
      refuse(error);
    }
    return view;
  }
  const listing = listDirectory(tc, {
    endpoint,
    path: query.path,
    sort: "name",
    descending: false,
    hidden: false,
    page: 1,
    pageSize: PLACE_PAGE_SIZE,
  }, signal);
  // It may fail before it is awaited. The failure is reported below.
  listing.catch(() => {});
  try {
    view.name = endpointName(await tc.getEndpoint(endpoint, { signal }));
    view.directory = await listing;
    view.path = view.directory.path;
  } catch (error) {
    refuse(error);
  }
  return view;
}

async function choicesFor(
  tc: TransferClient,
  q: string,
  signal?: AbortSignal,
): Promise<Choices> {
  if (q) {
    const query = { q, scope: "all", type: "", order: "", page: 1 } as const;
    const { rows } = await searchEndpoints(tc, query, signal);
    return { title: "Found", rows: rows.slice(0, MAX_CHOICES) };
  }
  const { DATA } = await tc.endpointSearch(
    { filter_scope: "recently-used", limit: MAX_CHOICES },
    { signal },
  ).page();
  return { title: "Recently used", rows: DATA.map(rowOf) };
}

/** A document to submit, or what the user must correct. */
type Draft =
  | { document: TransferDocument; problems?: undefined }
  | { document?: undefined; problems: string[] };

/** Whether an item would be moved onto itself or into itself. */
function isOnto(item: string, target: string): boolean {
  const path = `${target}${nameOf(item)}`;
  return item === path || item === `${path}/` || item.endsWith("/") && target.startsWith(item);
}

/** Makes the document of a transfer from the form. */
export function draftTransfer(query: TransferQuery): Draft {
  const { destination, items, options, source } = query;
  const problems: string[] = [];
  if (!source.endpoint) problems.push("Choose a source collection.");
  if (!destination.endpoint) problems.push("Choose a destination collection.");
  if (source.endpoint && items.length === 0) problems.push("Choose at least one file or folder.");
  const target = destination.path && directoryPath(destination.path);
  if (destination.endpoint && !target) problems.push("Choose a destination folder.");
  if (target && source.endpoint === destination.endpoint) {
    if (items.some((item) => isOnto(item, target))) {
      problems.push("Source and destination overlap. Choose another folder.");
    }
  }
  if (problems.length > 0 || !target) return { problems };
  const data = new TransferData(source.endpoint, destination.endpoint, {
    label: options.label || undefined,
    sync_level: options.sync_level === "" ? undefined : Number(options.sync_level),
    ...Object.fromEntries(SWITCHES.map((name) => [name, options[name]])),
  });
  for (const item of items) {
    const isFolder = item.endsWith("/");
    const name = nameOf(item);
    const path = isFolder && name ? `${target}${name}/` : `${target}${name}`;
    try {
      data.addItem(item, path, isFolder ? { recursive: true } : undefined);
    } catch (error) {
      // A text that is not a path on a collection, such as a Windows path.
      if (error instanceof RangeError) return { problems: [error.message] };
      throw error;
    }
  }
  return { document: { ...data } };
}
