import {
  type Exchange,
  isObject,
  json,
  type JsonObject,
  Refusal,
  Router,
  type Service,
} from "../http/context.ts";
import { hash32, SeededRandom } from "../random.ts";
import { serviceCaller, urnOf } from "../auth/service_caller.ts";

/** The catalogue of the sky survey: 25,000 subjects, drawn up while they are read. */
export const SKY_INDEX_ID = "5ea5c000-7d14-4b6f-9c82-e3a0f1d59b27";

const SUBJECTS = 25_000;
const OFFSET_CAP = 10_000;
const VERSION = "2017-09-01";

const router = new Router()
  .on("GET /v1/index_list", indexList)
  .on("GET /v1/index/:index_id", (x) => json(indexDocument(indexOf(x))))
  .on("GET /v1/index/:index_id/search", search)
  .on("POST /v1/index/:index_id/search", search)
  .on("POST /v1/index/:index_id/scroll", scroll)
  .on("GET /v1/index/:index_id/subject", getSubject)
  .on("GET /v1/index/:index_id/role_list", roleList);

/** The reading part of the Search API, over one index. */
export const searchService: Service = {
  router,
  notFound: (x) => error(x, 404, "NotFound.Generic", "No such resource").response,
};

function error(x: Exchange, status: number, code: string, message: string): Refusal {
  return new Refusal(json({
    "@datatype": "GError",
    "@version": VERSION,
    code,
    status,
    message,
    request_id: x.sandbox.random.uuid().replaceAll("-", ""),
    error_data: null,
  }, status));
}

/** Checks the token, where one is sent: public indices need none. */
function check(x: Exchange): void {
  if (!x.headers.has("authorization")) return;
  serviceCaller(
    x,
    "search.api.globus.org",
    [":all", ":search"],
    (status) =>
      status === 401
        ? error(x, 401, "Unauthorized.InvalidToken", "The token is not active").response
        : error(x, 403, "Forbidden.Generic", "The token does not hold the scope").response,
  );
}

function indexOf(x: Exchange): string {
  check(x);
  const id = x.param("index_id");
  if (id !== SKY_INDEX_ID) throw error(x, 404, "NotFound.Generic", `There is no index "${id}"`);
  return id;
}

function indexDocument(id: string): JsonObject {
  return {
    "@datatype": "GSearchIndex",
    "@version": VERSION,
    id,
    display_name: "Northern Sky Survey",
    description: "Frames of the survey, by field and night.",
    creation_date: "2024-03-01 09:00:00",
    status: "open",
    is_trial: false,
    subscription_id: "5ab5c000-1d2e-4f30-8a91-b2c3d4e5f601",
    max_size_in_mb: 100,
    size_in_mb: 12,
    num_subjects: SUBJECTS,
    num_entries: SUBJECTS,
  };
}

function indexList(x: Exchange): Response {
  check(x);
  return json({ index_list: [{ ...indexDocument(SKY_INDEX_ID), permissions: [] }] });
}

function roleList(x: Exchange): Response {
  const id = indexOf(x);
  const { primary } = x.sandbox.world.people[0];
  return json({
    role_list: [{
      creation_date: "2024-03-01 09:00:00",
      id: "MDEwMDE",
      index_id: id,
      principal: urnOf(primary.id),
      principal_type: "identity",
      role_name: "owner",
    }],
  });
}

const FILTERS = ["red", "green", "blue", "infrared"];

/** The subject at a place of the index. */
function subjectAt(n: number): JsonObject & { subject: string } {
  const random = new SeededRandom(hash32(`subject ${n}`));
  const content = {
    field: random.below(100),
    night: random.below(100),
    filter: random.pick(FILTERS),
    seeing_arcsec: (5 + random.below(20)) / 10,
  };
  return {
    "@datatype": "GMetaResult",
    "@version": "2019-08-27",
    entries: [{ content, entry_id: null, matched_principal_sets: [] }],
    subject: `sky:frame:${String(n).padStart(5, "0")}`,
  };
}

/** Places of the subjects that hold every word of a query; `*` and nothing are all. */
function matches(query: string): number[] {
  const words = query.toLowerCase().split(/\s+/).filter((word) => word && word !== "*");
  const places: number[] = [];
  for (let n = 0; n < SUBJECTS; n++) {
    if (words.length) {
      const text = JSON.stringify(subjectAt(n)).toLowerCase();
      if (!words.every((word) => text.includes(word))) continue;
    }
    places.push(n);
  }
  return places;
}

function body(x: Exchange): JsonObject {
  const document = x.jsonObject();
  if (!document) throw error(x, 400, "BadRequest.InvalidJson", "The body must be a JSON object");
  return document;
}

function number(x: Exchange, value: unknown, name: string, fallback: number, most: number): number {
  const read = value === undefined || value === null ? fallback : Number(value);
  if (!Number.isInteger(read) || read < 0 || read > most) {
    throw error(x, 400, "BadRequest.ValidationError", `${name} is not between 0 and ${most}`);
  }
  return read;
}

function search(x: Exchange): Response {
  indexOf(x);
  const document = x.method === "POST" ? body(x) : Object.fromEntries(x.query);
  const q = document.q;
  if (typeof q !== "string") throw error(x, 400, "BadRequest.ValidationError", "q is required");
  const limit = number(x, document.limit, "limit", 10, OFFSET_CAP);
  const offset = number(x, document.offset, "offset", 0, OFFSET_CAP);
  if (offset + limit > OFFSET_CAP) {
    throw error(x, 400, "BadRequest.PagingLimit", `Only ${OFFSET_CAP} results can be paged`);
  }
  const places = matches(q);
  const page = places.slice(offset, offset + limit);
  return json({
    "@datatype": "GSearchResult",
    "@version": VERSION,
    count: page.length,
    gmeta: page.map(subjectAt),
    has_next_page: offset + page.length < Math.min(places.length, OFFSET_CAP),
    offset,
    total: places.length,
  });
}

const SCROLL_PAGE = 1000;

function scroll(x: Exchange): Response {
  indexOf(x);
  const { q, marker, limit } = body(x);
  const start = typeof marker === "string" && /^m\d{1,6}$/.test(marker) ? +marker.slice(1) : 0;
  const size = number(x, limit, "limit", SCROLL_PAGE, SCROLL_PAGE);
  const places = matches(typeof q === "string" ? q : "*");
  const page = places.slice(start, start + size);
  const end = start + page.length;
  return json({
    "@datatype": "GSearchResult",
    "@version": VERSION,
    count: page.length,
    gmeta: page.map(subjectAt),
    has_next_page: end < places.length,
    marker: end < places.length ? `m${end}` : null,
    total: places.length,
  });
}

function getSubject(x: Exchange): Response {
  indexOf(x);
  const subject = x.query.get("subject") ?? "";
  const found = /^sky:frame:(\d{5})$/.exec(subject);
  if (!found || Number(found[1]) >= SUBJECTS) {
    throw error(x, 404, "NotFound.Generic", "There is no such subject");
  }
  const document = subjectAt(Number(found[1]));
  const entries = document.entries;
  const [entry] = Array.isArray(entries) ? entries : [];
  if (!isObject(entry)) throw error(x, 404, "NotFound.Generic", "There is no such subject");
  return json(document);
}
