import type { Context } from "../http/context.ts";
import { isObject, json, type JsonDocument } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import { hash32 } from "../random.ts";
import type { World } from "../world.ts";
import { requireObject } from "./access.ts";
import { type Caller, callerOf } from "./caller.ts";
import { badRequest, transferError } from "./errors.ts";
import { meta } from "./result.ts";
import type { TunnelEventRecord, TunnelRecord } from "./tunnels.ts";

/** Adds the routes of tunnels: list, create, read, update, delete and events. */
export function addTunnelRoutes(router: Router): void {
  router
    .on("GET /v2/tunnels", listTunnels)
    .on("POST /v2/tunnels", createTunnel)
    .on("GET /v2/tunnels/:tunnel_id", (context) => one(context, own(context)))
    .on("PATCH /v2/tunnels/:tunnel_id", updateTunnel)
    .on("DELETE /v2/tunnels/:tunnel_id", deleteTunnel)
    .on("GET /v2/tunnels/:tunnel_id/events", events);
}

const STOPPING_MS = 5_000;
const DEFAULT_LIFETIME_MINS = 10;

/** Where a tunnel stands, by the clock. */
function stateOf(tunnel: TunnelRecord, nowMs: number): { state: string; status: string } {
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

function isoLocal(ms: number): string {
  return new Date(ms).toISOString().replace("Z", "000");
}

function tunnelDocument(tunnel: TunnelRecord, nowMs: number): JsonDocument {
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

function one(context: Context, tunnel: TunnelRecord): Response {
  return json({ data: tunnelDocument(tunnel, context.now), meta: meta(context) });
}

function mine(context: Context, caller: Caller): TunnelRecord[] {
  return [...context.world.tunnels.values()]
    .filter(({ ownerId }) => ownerId === caller.identity.id);
}

function own(context: Context): TunnelRecord {
  const tunnel = mine(context, callerOf(context)).find(({ id }) =>
    id === context.param("tunnel_id")
  );
  if (!tunnel) throw transferError(context, 404, "NotFound", "No such tunnel");
  return tunnel;
}

function listTunnels(context: Context): Response {
  const tunnels = mine(context, callerOf(context));
  return json({
    data: tunnels.map((tunnel) => tunnelDocument(tunnel, context.now)),
    links: null,
    meta: meta(context),
  });
}

/** Attributes and relationships of a JSON:API document. */
function read(context: Context): { attributes: JsonDocument; relationships: JsonDocument } {
  const { data } = requireObject(context);
  if (!isObject(data) || (data.type !== undefined && data.type !== "Tunnel")) {
    throw badRequest(context, "Invalid 'data'");
  }
  return {
    attributes: isObject(data.attributes) ? data.attributes : {},
    relationships: isObject(data.relationships) ? data.relationships : {},
  };
}

function pointOf(
  context: Context,
  world: World,
  relationships: JsonDocument,
  name: string,
): string {
  const relation = relationships[name];
  const data = isObject(relation) ? relation.data : undefined;
  const id = isObject(data) ? String(data.id) : "";
  if (!world.streamAccessPoints.has(id)) throw badRequest(context, `Invalid '${name}'`);
  return id;
}

function createTunnel(context: Context): Response {
  const caller = callerOf(context);
  const { world, random } = context;
  const { attributes, relationships } = read(context);
  const { submission_id: submissionId, lifetime_mins, label, restartable } = attributes;
  if (typeof submissionId !== "string" || !/^[\da-f-]{36}$/i.test(submissionId)) {
    throw badRequest(context, "Invalid 'submission_id'");
  }
  const known = mine(context, caller).find((tunnel) => tunnel.submissionId === submissionId);
  if (known) return one(context, known);
  const lifetimeMins = lifetime_mins ?? DEFAULT_LIFETIME_MINS;
  if (!Number.isInteger(lifetimeMins) || Number(lifetimeMins) < 1) {
    throw badRequest(context, "Invalid 'lifetime_mins'");
  }
  const tunnel: TunnelRecord = {
    id: random.uuid(),
    ownerId: caller.identity.id,
    submissionId,
    listener: pointOf(context, world, relationships, "listener"),
    initiator: pointOf(context, world, relationships, "initiator"),
    label: typeof label === "string" ? label : null,
    lifetimeMins: Number(lifetimeMins),
    restartable: restartable === true,
    listenerAddress: null,
    createdMs: context.now,
    stoppedMs: null,
    events: [],
  };
  note(context, tunnel, {
    code: "STARTED",
    description: "started",
    details: "Attempting tunnel establishment",
  });
  listen(context, tunnel, attributes);
  world.tunnels.set(tunnel.id, tunnel);
  return one(context, tunnel);
}

function note(
  context: Context,
  tunnel: TunnelRecord,
  event: Pick<TunnelEventRecord, "code" | "description" | "details">,
): void {
  const id = 1 + hash32(`${tunnel.id} ${tunnel.events.length}`) % 1_000_000;
  tunnel.events.push({ id, ...event, timeMs: context.now });
}

/** A tunnel becomes active once its listener's address is known. */
function listen(context: Context, tunnel: TunnelRecord, attributes: JsonDocument): void {
  const { listener_ip_address: ip, listener_port: port } = attributes;
  if (ip === undefined && port === undefined) return;
  if (typeof ip !== "string" || !Number.isInteger(port) || Number(port) < 1) {
    throw badRequest(context, "Give both 'listener_ip_address' and 'listener_port'");
  }
  tunnel.listenerAddress = { ip, port: Number(port) };
  note(context, tunnel, {
    code: "TUNNEL_ACTIVE",
    description: "tunnel is active",
    details: "Tunnel has been established",
  });
}

function updateTunnel(context: Context): Response {
  const tunnel = own(context);
  const { attributes } = read(context);
  const { label, state } = attributes;
  if (state !== undefined && state !== "STOPPING") throw badRequest(context, "Invalid 'state'");
  if (label !== undefined) tunnel.label = label === null ? null : String(label);
  listen(context, tunnel, attributes);
  if (state === "STOPPING" && tunnel.stoppedMs === null) {
    tunnel.stoppedMs = context.now;
    note(context, tunnel, {
      code: "TUNNEL_STOPPED",
      description: "tunnel has been stopped",
      details: "Tunnel stopped as requested.",
    });
  }
  return one(context, tunnel);
}

function deleteTunnel(context: Context): Response {
  const tunnel = own(context);
  if (stateOf(tunnel, context.now).state !== "STOPPED") {
    throw transferError(context, 409, "Conflict", "Stop the tunnel first");
  }
  context.world.tunnels.delete(tunnel.id);
  return json({ data: null, meta: meta(context) });
}

function events(context: Context): Response {
  return json({
    data: own(context).events.map((event) => ({
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
    meta: meta(context),
  });
}
