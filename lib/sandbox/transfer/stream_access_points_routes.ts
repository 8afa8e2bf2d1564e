import type { Context } from "../http/context.ts";
import { json, type JsonDocument } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import { callerOf } from "./caller.ts";
import { badRequest, transferError } from "./errors.ts";
import { single } from "./query.ts";
import { meta } from "./result.ts";
import { type StreamAccessPointRecord, streamHost } from "./stream_access_points.ts";

const PAGE = 100;

/** Adds the routes that list and read stream access points. */
export function addStreamAccessPointRoutes(router: Router): void {
  router
    .on("GET /v2/stream_access_points", listPoints)
    .on("GET /v2/stream_access_points/:point_id", getPoint);
}

function pointDocument(point: StreamAccessPointRecord): JsonDocument {
  const field = (name: string) => point.fields.get(name) ?? null;
  return {
    attributes: {
      advertised_owner: point.owner,
      contact_email: field("contact_email"),
      contact_info: field("contact_info"),
      department: field("department"),
      description: field("description"),
      display_name: point.displayName,
      info_link: field("info_link"),
      keywords: field("keywords"),
      organization: field("organization"),
      tlsftp_server: `tlsftp://${streamHost(point)}:443`,
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
