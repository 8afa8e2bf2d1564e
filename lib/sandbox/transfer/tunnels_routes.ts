import { type Exchange, isObject, json, type JsonObject, type Router } from "../http/context.ts";
import { hash32, SeededRandom } from "../random.ts";
import type { World } from "../world.ts";
import { requireObject } from "./access.ts";
import { type Caller, callerOf } from "./caller.ts";
import { WELL_KNOWN } from "./collections.ts";
import { badRequest, transferError } from "./errors.ts";
import { single } from "./query.ts";

/** A place where a program may listen or connect, on a server. */
export interface StreamAccessPoint {
  /** UUID. */
  id: string;
  /** Name for people. */
  displayName: string;
  /** UUID of the server. */
  hostId: string;
  /** Username shown as its owner. */
  owner: string;
}

/** An event of a tunnel. */
export interface TunnelEvent {
  /** Number. */
  id: number;
  /** Code, for example `STARTED`. */
  code: string;
  /** A few words. */
  description: string;
  /** More of it. */
  details: string;
  /** When, in milliseconds since 1970. */
  timeMs: number;
}

/** A connection between two stream access points. */
export interface Tunnel {
  /** UUID. */
  id: string;
  /** UUID of the owner's primary identity. */
  ownerId: string;
  /** UUID of the submission, so that a second one finds the first. */
  submissionId: string;
  /** UUIDs of both ends. */
  listener: string;
  /** UUID of the end that connects. */
  initiator: string;
  /** Name for people. */
  label: string | null;
  /** Minutes that it lives. */
  lifetimeMins: number;
  /** Whether it may begin again. */
  restartable: boolean;
  /** Address of the listener, once known. */
  listenerAddress: { ip: string; port: number } | null;
  /** When it was made, in milliseconds since 1970. */
  createdMs: number;
  /** When it was told to stop. */
  stoppedMs: number | null;
  /** What happened. */
  events: TunnelEvent[];
}

/** Adds tunnels and stream access points. */
export function addTunnelRoutes(router: Router): void {
  router
    .on("GET /v2/stream_access_points", listPoints)
    .on("GET /v2/stream_access_points/:point_id", getPoint)
    .on("GET /v2/tunnels", listTunnels)
    .on("POST /v2/tunnels", createTunnel)
    .on("GET /v2/tunnels/:tunnel_id", (x) => one(x, own(x)))
    .on("PATCH /v2/tunnels/:tunnel_id", updateTunnel)
    .on("DELETE /v2/tunnels/:tunnel_id", deleteTunnel)
    .on("GET /v2/tunnels/:tunnel_id/events", events);
}

const POINTS = 230;
const PAGE = 100;
const STOPPING_MS = 5_000;
const DEFAULT_LIFETIME_MINS = 10;

/** The stream access points of a world, on its servers. */
export function seedStreamAccessPoints(seed: number): StreamAccessPoint[] {
  const hosts = [WELL_KNOWN.fjordEndpoint, WELL_KNOWN.meridianEndpoint, WELL_KNOWN.harborEndpoint];
  return Array.from({ length: POINTS }, (_, i) => {
    const random = new SeededRandom(hash32(`stream ${seed}/${i}`));
    return {
      id: random.uuid(),
      displayName: `Instrument stream ${i + 1}`,
      hostId: random.pick(hosts),
      owner: "kofi@harbor.example",
    };
  });
}

function pointDocument(point: StreamAccessPoint): JsonObject {
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

const meta = (x: Exchange) => ({ request_id: x.requestId });

/** Paged by links: the next page is where `links.next` leads. */
function listPoints(x: Exchange): Response {
  callerOf(x);
  const points = [...x.sandbox.world.streamAccessPoints.values()];
  const start = number(x, "page[offset]", 0, 0);
  const size = number(x, "page[size]", PAGE, 1);
  const page = points.slice(start, start + Math.min(size, PAGE));
  const end = start + page.length;
  const query = new URLSearchParams(x.query);
  query.set("page[offset]", String(end));
  return json({
    data: page.map(pointDocument),
    // As recorded: the only page, or the last one, has no links.
    ...(end < points.length ? { links: { next: `${x.base()}${x.url.pathname}?${query}` } } : {}),
    meta: meta(x),
  });
}

function number(x: Exchange, name: string, fallback: number, least: number): number {
  const text = single(x, name);
  if (text === undefined) return fallback;
  if (!/^\d{1,9}$/.test(text) || Number(text) < least) throw badRequest(x, `Invalid '${name}'`);
  return Number(text);
}

function getPoint(x: Exchange): Response {
  callerOf(x);
  const point = x.sandbox.world.streamAccessPoints.get(x.param("point_id"));
  if (!point) throw transferError(x, 404, "NotFound", "No such stream access point");
  return json({ data: pointDocument(point), meta: meta(x) });
}

/** Where a tunnel stands, by the clock. */
function stateOf(tunnel: Tunnel, nowMs: number): { state: string; status: string } {
  const endMs = tunnel.createdMs + tunnel.lifetimeMins * 60_000;
  const stoppedMs = Math.min(tunnel.stoppedMs ?? Infinity, endMs);
  if (nowMs >= stoppedMs + STOPPING_MS) {
    return { state: "STOPPED", status: "The tunnel has been stopped." };
  }
  if (nowMs >= stoppedMs) {
    return { state: "STOPPING", status: "A request to stop tunnel has been received." };
  }
  if (tunnel.listenerAddress) return { state: "ACTIVE", status: "The tunnel is active." };
  return {
    state: "AWAITING_LISTENER",
    status: "The tunnel is waiting for listening contact detail setup.",
  };
}

const isoLocal = (ms: number) => new Date(ms).toISOString().replace("Z", "000");

function tunnelDocument(tunnel: Tunnel, nowMs: number): JsonObject {
  const { listenerAddress: address } = tunnel;
  const end = (id: string) => ({ data: { id, type: "StreamAccessPoint" } });
  return {
    attributes: {
      created_time: isoLocal(tunnel.createdMs),
      initiator_ip_address: null,
      initiator_port: null,
      label: tunnel.label,
      lifetime_mins: tunnel.lifetimeMins,
      listener_ip_address: address?.ip ?? null,
      listener_port: address?.port ?? null,
      restartable: tunnel.restartable,
      ...stateOf(tunnel, nowMs),
      submission_id: tunnel.submissionId,
    },
    id: tunnel.id,
    relationships: {
      initiator: end(tunnel.initiator),
      listener: end(tunnel.listener),
      owner: { data: { id: tunnel.ownerId, type: "Identity" } },
    },
    type: "Tunnel",
  };
}

function one(x: Exchange, tunnel: Tunnel): Response {
  return json({ data: tunnelDocument(tunnel, x.now), meta: meta(x) });
}

function mine(x: Exchange, caller: Caller): Tunnel[] {
  return [...x.sandbox.world.tunnels.values()]
    .filter(({ ownerId }) => ownerId === caller.identity.id);
}

function own(x: Exchange): Tunnel {
  const tunnel = mine(x, callerOf(x)).find(({ id }) => id === x.param("tunnel_id"));
  if (!tunnel) throw transferError(x, 404, "NotFound", "No such tunnel");
  return tunnel;
}

function listTunnels(x: Exchange): Response {
  const tunnels = mine(x, callerOf(x));
  return json({
    data: tunnels.map((tunnel) => tunnelDocument(tunnel, x.now)),
    links: null,
    meta: meta(x),
  });
}

/** Attributes and relationships of a JSON:API document. */
function read(x: Exchange): { attributes: JsonObject; relationships: JsonObject } {
  const { data } = requireObject(x);
  if (!isObject(data) || (data.type !== undefined && data.type !== "Tunnel")) {
    throw badRequest(x, "Invalid 'data'");
  }
  return {
    attributes: isObject(data.attributes) ? data.attributes : {},
    relationships: isObject(data.relationships) ? data.relationships : {},
  };
}

function pointOf(x: Exchange, world: World, relationships: JsonObject, name: string): string {
  const relation = relationships[name];
  const data = isObject(relation) ? relation.data : undefined;
  const id = isObject(data) ? String(data.id) : "";
  if (!world.streamAccessPoints.has(id)) throw badRequest(x, `Invalid '${name}'`);
  return id;
}

function createTunnel(x: Exchange): Response {
  const caller = callerOf(x);
  const { world, random } = x.sandbox;
  const { attributes, relationships } = read(x);
  const { submission_id: submissionId, lifetime_mins, label, restartable } = attributes;
  if (typeof submissionId !== "string" || !/^[\da-f-]{36}$/i.test(submissionId)) {
    throw badRequest(x, "Invalid 'submission_id'");
  }
  const known = mine(x, caller).find((tunnel) => tunnel.submissionId === submissionId);
  if (known) return one(x, known);
  const lifetimeMins = lifetime_mins ?? DEFAULT_LIFETIME_MINS;
  if (!Number.isInteger(lifetimeMins) || Number(lifetimeMins) < 1) {
    throw badRequest(x, "Invalid 'lifetime_mins'");
  }
  const tunnel: Tunnel = {
    id: random.uuid(),
    ownerId: caller.identity.id,
    submissionId,
    listener: pointOf(x, world, relationships, "listener"),
    initiator: pointOf(x, world, relationships, "initiator"),
    label: typeof label === "string" ? label : null,
    lifetimeMins: Number(lifetimeMins),
    restartable: restartable === true,
    listenerAddress: null,
    createdMs: x.now,
    stoppedMs: null,
    events: [],
  };
  note(x, tunnel, "STARTED", "started", "Attempting tunnel establishment");
  listen(x, tunnel, attributes);
  world.tunnels.set(tunnel.id, tunnel);
  return one(x, tunnel);
}

function note(
  x: Exchange,
  tunnel: Tunnel,
  code: string,
  description: string,
  details: string,
): void {
  const id = 1 + hash32(`${tunnel.id} ${tunnel.events.length}`) % 1_000_000;
  tunnel.events.push({ id, code, description, details, timeMs: x.now });
}

/** A tunnel becomes active once its listener's address is known. */
function listen(x: Exchange, tunnel: Tunnel, attributes: JsonObject): void {
  const { listener_ip_address: ip, listener_port: port } = attributes;
  if (ip === undefined && port === undefined) return;
  if (typeof ip !== "string" || !Number.isInteger(port) || Number(port) < 1) {
    throw badRequest(x, "Give both 'listener_ip_address' and 'listener_port'");
  }
  tunnel.listenerAddress = { ip, port: Number(port) };
  note(x, tunnel, "TUNNEL_ACTIVE", "tunnel is active", "Tunnel has been established");
}

function updateTunnel(x: Exchange): Response {
  const tunnel = own(x);
  const { attributes } = read(x);
  const { label, state } = attributes;
  if (state !== undefined && state !== "STOPPING") throw badRequest(x, "Invalid 'state'");
  if (label !== undefined) tunnel.label = label === null ? null : String(label);
  listen(x, tunnel, attributes);
  if (state === "STOPPING" && tunnel.stoppedMs === null) {
    tunnel.stoppedMs = x.now;
    note(x, tunnel, "TUNNEL_STOPPED", "tunnel has been stopped", "Tunnel stopped as requested.");
  }
  return one(x, tunnel);
}

function deleteTunnel(x: Exchange): Response {
  const tunnel = own(x);
  if (stateOf(tunnel, x.now).state !== "STOPPED") {
    throw transferError(x, 409, "Conflict", "Stop the tunnel first");
  }
  x.sandbox.world.tunnels.delete(tunnel.id);
  return json({ data: null, meta: meta(x) });
}

function events(x: Exchange): Response {
  return json({
    data: own(x).events.map((event) => ({
      type: "TunnelEvent",
      id: event.id,
      attributes: {
        code: event.code,
        is_error: false,
        description: event.description,
        details: event.details,
        time: isoLocal(event.timeMs),
      },
    })),
    links: null,
    meta: meta(x),
  });
}
