import { isUuid } from "../../components/uuid.ts";
import { directoryPath, MAX_PATH_LENGTH } from "../files/paths.ts";

/** The two places of a transfer. */
export const SIDES = ["source", "destination"] as const;

/** A value of {@link SIDES}. */
export type Side = typeof SIDES[number];

/** Which files that the destination has already are moved again. */
export const SYNC_LEVELS: readonly (readonly [value: string, title: string])[] = [
  ["", "All files, also those that are there already"],
  ["0", "Files that are not there yet"],
  ["1", "Files whose size differs"],
  ["2", "Files that are newer at the source"],
  ["3", "Files whose checksum differs"],
];

/** Switches of a transfer, under Globus's own names. */
export const SWITCHES = [
  "verify_checksum",
  "encrypt_data",
  "preserve_timestamp",
  "delete_destination_extra",
  "notify_on_succeeded",
  "notify_on_failed",
  "notify_on_inactive",
] as const;

/** A value of {@link SWITCHES}. */
export type Switch = typeof SWITCHES[number];

/** How a transfer is done. */
export type TransferOptions = Record<Switch, boolean> & {
  label: string;
  /** A value of {@link SYNC_LEVELS}. */
  sync_level: string;
};

/** As Globus has them. */
export const DEFAULT_OPTIONS: TransferOptions = {
  label: "",
  sync_level: "",
  verify_checksum: true,
  encrypt_data: false,
  preserve_timestamp: false,
  delete_destination_extra: false,
  notify_on_succeeded: true,
  notify_on_failed: true,
  notify_on_inactive: true,
};

/** A place as the form has it. */
export interface PlaceQuery {
  /** Id of the collection; empty where none is chosen. */
  endpoint: string;
  /** The directory; undefined for the collection's own beginning. */
  path?: string;
  /** Words to search collections by. */
  q: string;
}

/** What the form of a transfer holds. */
export interface TransferQuery {
  source: PlaceQuery;
  destination: PlaceQuery;
  /** Paths at the source; of folders with a slash at the end. */
  items: string[];
  options: TransferOptions;
}

/** Items that one form can hold. */
export const MAX_ITEMS = 100;
/** Characters that a label can have. */
export const MAX_LABEL_LENGTH = 128;
/** Characters of an address above which it says only the places. */
const MAX_ADDRESS_LENGTH = 1_800;

/** Fields of an address, or of a form. */
export interface Fields {
  get(name: string): unknown;
  getAll(name: string): unknown[];
}

/** Reads what the form held, from its fields or from an address. */
export function readTransferQuery(fields: Fields): TransferQuery {
  const text = (name: string) => {
    const value = fields.get(name);
    return typeof value === "string" ? value : "";
  };
  const place = (side: Side): PlaceQuery => {
    const endpoint = text(side).trim();
    const path = text(`${side}_path`);
    return {
      endpoint: isUuid(endpoint) ? endpoint : "",
      path: path === "" ? undefined : directoryPath(path) ?? "/",
      q: text(`${side}_q`).trim().slice(0, 200),
    };
  };
  const items = fields.getAll("item").filter((item) => isItem(item));
  const options = { ...DEFAULT_OPTIONS };
  options.label = text("label").replace(/\s+/g, " ").trim().slice(0, MAX_LABEL_LENGTH);
  options.sync_level = SYNC_LEVELS.find(([value]) => value === text("sync_level"))?.[0] ?? "";
  // A box that is not ticked is not sent: only with this field are absent ones off.
  if (fields.get("options") === "given") {
    for (const name of SWITCHES) options[name] = fields.get(name) === "yes";
  }
  return {
    source: place("source"),
    destination: place("destination"),
    items: [...new Set(items)].slice(0, MAX_ITEMS),
    options,
  };
}

function isItem(item: unknown): item is string {
  // deno-lint-ignore no-control-regex
  return typeof item === "string" && item.startsWith("/") && !/[\u0000\r\n]/.test(item) &&
    item.length <= MAX_PATH_LENGTH;
}

/** Writes the address of a form that begins with this; what is left out is the default. */
export function transferAddress(
  query:
    & { source?: string; sourcePath?: string; destination?: string; destinationPath?: string }
    & {
      items?: readonly string[];
      options?: TransferOptions;
    },
): string {
  const params = new URLSearchParams();
  const add = (name: string, value: string | undefined) => value && params.append(name, value);
  add("source", query.source);
  add("source_path", query.sourcePath);
  add("destination", query.destination);
  add("destination_path", query.destinationPath);
  const places = `${params}`;
  for (const item of query.items ?? []) add("item", item);
  const { options } = query;
  if (options) {
    add("label", options.label);
    add("sync_level", options.sync_level);
    if (SWITCHES.some((name) => options[name] !== DEFAULT_OPTIONS[name])) {
      add("options", "given");
      for (const name of SWITCHES) if (options[name]) add(name, "yes");
    }
  }
  const all = `${params}`;
  const kept = all.length <= MAX_ADDRESS_LENGTH ? all : places;
  return kept ? `/transfer?${kept}` : "/transfer";
}

/** The address of a form as it stands. */
export function addressOf({ destination, items, options, source }: TransferQuery): string {
  return transferAddress({
    source: source.endpoint,
    sourcePath: source.path,
    destination: destination.endpoint,
    destinationPath: destination.path,
    items,
    options,
  });
}

/** Changes a form as one of its buttons says: `source open /home/`, `destination find` … */
export function applyButton(query: TransferQuery, button: string): TransferQuery {
  const [, side, action, argument] = /^(source|destination) (\w+) ?(.*)$/s.exec(button) ?? [];
  if (!side) return query;
  const next = structuredClone(query);
  const place = next[side as Side];
  if (action === "open") place.path = directoryPath(argument) ?? "/";
  else if (action === "use" && isUuid(argument)) {
    next[side as Side] = { endpoint: argument, q: "" };
    if (side === "source") next.items = [];
  } else if (action === "change") {
    next[side as Side] = { endpoint: "", q: "" };
    if (side === "source") next.items = [];
  }
  return next;
}
