/**
 * The sandbox: a simulator of Globus for tests, demonstrations and lessons. It needs no network and
 * no account, keeps its own time, fails on demand, and remembers every request.
 *
 * To put it on a port, see `serveSandbox` in `./serve_deno.ts`.
 *
 * @module
 */
export { Sandbox } from "./sandbox.ts";
export type { HostHandler, SandboxOptions } from "./sandbox.ts";
export type { SandboxSettings } from "./settings.ts";
export { fixedClock, realClock } from "./clock.ts";
export type { SandboxClock } from "./clock.ts";
export { SERVICE_HOSTS } from "./hosts.ts";
export type { ServiceName } from "./hosts.ts";
export { RequestRecord } from "./record.ts";
export type { RequestActor, RequestFacts } from "./record.ts";
export { FaultList } from "./faults.ts";
export type { Fault, FaultSpec } from "./faults.ts";
export { requirementDocument, requirementFault } from "./requirements.ts";
export type { Requirement, RequirementShape } from "./requirements.ts";
export { World } from "./world.ts";
export type { ClientWithSecret } from "./world.ts";
export { BrowserCookies } from "./auth/browser.ts";
export type { ApproveOptions } from "./auth/browser.ts";
export type { LoginOptions } from "./auth/login.ts";
export type { Hostile, HostileIdToken } from "./auth/hostile.ts";
export { DEMO_CLIENT_ID, TUTORIAL_CLIENT_ID } from "./auth/clients.ts";
export type { TokenDocument } from "./auth/tokens.ts";
export { WELL_KNOWN } from "./transfer/collections.ts";
