import { isUuid } from "../../components/uuid.ts";
import { directoryPath, MAX_PATH_LENGTH } from "../files/paths.ts";

/** The two sides of a transfer. */
export const SIDES = ["source", "destination"] as const;

/** A value of {@link SIDES}. */
export type Side = typeof SIDES[number];

/** Which files to transfer, if the destination already has some of them. */
export const SYNC_LEVELS: readonly (readonly [value: string, title: string])[] = [
  ["", "All files"],
  ["0", "Files that are not there yet"],
  ["1", "Files whose size differs"],
  ["2", "Files that are newer at the source"],
  ["3", "Files whose checksum differs"],
];

/** The switches of a transfer, by their names in Globus Transfer. */
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

/** The options of a transfer. */
export type TransferOptions = Record<Switch, boolean> & {
  label: string;
  /** A value of {@link SYNC_LEVELS}. */
  sync_level: string;
};

/** The defaults of Globus. */
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

/** The source or destination in the form. */
export interface PlaceQuery {
  /** Id of the collection; empty if none is chosen. */
  endpoint: string;
  /** The directory; undefined for the collection's default directory. */
  path?: string;
  /** Words to search for collections. */
  q: string;
}

/** The values of the form of a transfer. */
export interface TransferQuery {
  source: PlaceQuery;
  destination: PlaceQuery;
  /** Paths at the source. The path of a folder ends in a slash. */
  items: string[];
  options: TransferOptions;
}

/** Items in one form. */
export const MAX_ITEMS = 100;
/** Characters of the longest label. */
export const MAX_LABEL_LENGTH = 128;
/** A URL with more characters leaves out items and options. */
const MAX_ADDRESS_LENGTH = 1_800;

/** The fields of a URL or of a form. */
export interface Fields {
  get(name: string): unknown;
  getAll(name: string): unknown[];
}

/** Reads the form of a transfer from its fields or from a URL. Invalid values are dropped. */
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
  // Browsers do not send unchecked boxes. This field tells an unchecked box from an absent one.
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

/** Writes the URL of a form with these values. Defaults are left out. */
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

/** Writes the URL of a form with its current values. */
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

/** Applies a button of the form, such as `source open /home/` or `destination find`. */
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
