import type { Context } from "../http/context.ts";
import { json, type JsonDocument } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import { hash32 } from "../random.ts";
import { callerOf } from "./caller.ts";
import { badRequest, transferError } from "./errors.ts";
import { single } from "./query.ts";
import { meta } from "./result.ts";
import type { StreamAccessPointRecord } from "./stream_access_points.ts";

const PAGE = 100;

/** Adds the routes that list and read stream access points. */
export function addStreamAccessPointRoutes(router: Router): void {
  router
    .on("GET /v2/stream_access_points", listPoints)
    .on("GET /v2/stream_access_points/:point_id", getPoint);
}

function pointDocument(point: StreamAccessPointRecord): JsonDocument {
  const label = hash32(point.id).toString(16).padStart(8, "0");
  return {
    attributes: {
      advertised_owner: point.owner,
      contact_email: null,
      contact_info: null,
      department: null,
      description: null,
      display_name: point.displayName,
      info_link: null,
      keywords: null,
      organization: null,
      tlsftp_server: `tlsftp://s-${label.slice(0, 5)}.${label.slice(4)}.data.globus.org:443`,
    },
    id: point.id,
    relationships: { host_endpoint: { data: { id: point.hostId, type: "Endpoint" } } },
    type: "StreamAccessPoint",
  };
}

/** Paged by links: the next page is where `links.next` leads. */
function listPoints(context: Context): Response {
  callerOf(context);
  const points = [...context.world.streamAccessPoints.values()];
  const start = number(context, "page[offset]", 0, 0);
  const size = number(context, "page[size]", PAGE, 1);
  const page = points.slice(start, start + Math.min(size, PAGE));
  const end = start + page.length;
  const query = new URLSearchParams(context.query);
  query.set("page[offset]", String(end));
  return json({
    data: page.map(pointDocument),
    // As recorded: the only page, or the last one, has no links.
    ...(end < points.length
      ? { links: { next: `${context.base()}${context.url.pathname}?${query}` } }
      : {}),
    meta: meta(context),
  });
}

function number(context: Context, name: string, fallback: number, least: number): number {
  const text = single(context, name);
  if (text === undefined) return fallback;
  if (!/^\d{1,9}$/.test(text) || Number(text) < least) {
    throw badRequest(context, `Invalid '${name}'`);
  }
  return Number(text);
}

function getPoint(context: Context): Response {
  callerOf(context);
  const point = context.world.streamAccessPoints.get(context.param("point_id"));
  if (!point) throw transferError(context, 404, "NotFound", "No such stream access point");
  return json({ data: pointDocument(point), meta: meta(context) });
}
