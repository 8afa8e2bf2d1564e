/**
 * The sandbox: a simulator of Globus for tests, demonstrations and lessons. It needs no network and
 * no account, keeps its own time, fails on demand, and remembers every request.
 *
 * To put it on a port, see `serveSandbox` in `./serve_deno.ts`.
 *
 * @example A test of a program
 * ```ts
 * import { TransferClient, UserApp } from "@globus-deno/sdk";
 * import { Sandbox } from "@globus-deno/sdk/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * const sandbox = new Sandbox();
 * const app = new UserApp("my-tool", {
 *   clientId: sandbox.world.tutorialClientId,
 *   config: { ...sandbox.clientOptions, loginFlowManager: sandbox.loginFlow() },
 * });
 * const tc = new TransferClient({ app });
 * sandbox.faults.add({ fault: "answer", status: 503, service: "transfer" }); // the SDK tries again
 * const mine = await tc.endpointSearch({ filter_scope: "my-endpoints" }).toArray({ max: 5 });
 * assertEquals(mine.length, 5);
 * ```
 *
 * @module
 */
export { Sandbox } from "./sandbox.ts";
export type { HostHandler } from "./receiver.ts";
export type { SandboxClientOptions, SandboxOptions } from "./sandbox.ts";
export type { SandboxSettings } from "./settings.ts";
export { fixedClock, realClock } from "./clock.ts";
export type { SandboxClock } from "./clock.ts";
export { SERVICE_HOSTS } from "./http/hosts.ts";
export type { MatchedService, PlayedService, ServiceName } from "./http/hosts.ts";
export type { CannedAnswer, CannedResponse } from "./http/canned.ts";
export type { RequestMatch } from "./http/request_match.ts";
export { RequestRecord } from "./http/record.ts";
export type { RequestActor, RequestFacts } from "./http/record.ts";
export { FaultList } from "./faults/faults.ts";
export type { Fault, FaultSpec } from "./faults/faults.ts";
export { faultMatrix } from "./faults/fault_matrix.ts";
export { requirementDocument, requirementFault } from "./faults/requirements.ts";
export type { Requirement, RequirementShape } from "./faults/requirements.ts";
export { answerControl } from "./control.ts";
export { World } from "./world.ts";
export type { ClientWithSecret } from "./world.ts";
export { BrowserCookies } from "./person/browser.ts";
export type { ApproveOptions } from "./person/browser.ts";
export type { LoginOptions } from "./person/tokens.ts";
export type { Hostile, HostileIdToken } from "./faults/hostile.ts";
export { DEMO_CLIENT_ID, TUTORIAL_CLIENT_ID } from "./auth/clients.ts";
export { COMPUTE_ENDPOINT_ID } from "./compute/endpoints.ts";
export { HELLO_FLOW_ID } from "./flows/flows.ts";
export { SKY_INDEX_ID } from "./search/sky_index.ts";
export { WELL_KNOWN } from "./transfer/collections.ts";

// What the world is made of, for tests that look into it or change it.
export type { SeededRandom } from "./random.ts";
export type {
  AuthorizationCode,
  AuthorizationRequest,
  Interaction,
} from "./auth/authorizations.ts";
export type {
  Client,
  ClientInit,
  ClientKind,
  ClientRecord,
  CredentialRecord,
} from "./auth/clients.ts";
export type { ConsentBook, ConsentGrant, ConsentRecord } from "./auth/consents.ts";
export type { KeyRing, SigningKey } from "./auth/keys.ts";
export type { IdentityRecord, Person, PersonInit, ProviderRecord } from "./auth/people.ts";
export type { PolicyRecord } from "./auth/policies.ts";
export type { ProjectRecord } from "./auth/projects.ts";
export type { DependentScope, ScopeNode, ScopeRecord } from "./auth/scopes.ts";
export type { Authentication, Session, SessionRequirements } from "./auth/sessions.ts";
export type { AccessToken, Grant, RefreshToken, TokenResponseBody } from "./auth/tokens.ts";
export type { ComputeEndpointRecord } from "./compute/endpoints.ts";
export type {
  ComputeFunctionRecord,
  FunctionHandler,
  FunctionInput,
  FunctionOutcome,
} from "./compute/functions.ts";
export type {
  ComputeTaskGroupRecord,
  ComputeTaskRecord,
  ComputeTaskStore,
} from "./compute/tasks.ts";
export type { ActionHandler, ActionInput, ActionOutcome } from "./flows/actions/providers.ts";
export type { ActionProgress } from "./flows/actions/action.ts";
export type { FlowRecord } from "./flows/flows.ts";
export type { RegisteredApiRecord } from "./flows/registered_apis.ts";
export type { RunLogRecord, RunningAction, RunRecord } from "./flows/runs.ts";
export type { WebInputOptionRecord, WebInputRecord } from "./flows/web_inputs.ts";
export type { DomainBook, DomainRecord } from "./gcs/domains.ts";
export type { NodeBook, NodeRecord } from "./gcs/nodes.ts";
export type { SharingPolicyRecord } from "./gcs/sharing_policies.ts";
export type { StorageGatewayBook, StorageGatewayRecord } from "./gcs/storage_gateways.ts";
export type { LanSecretRecord } from "./gcs/stream_gateways.ts";
export type { UserCredentialRecord } from "./gcs/user_credentials.ts";
export type {
  GroupRecord,
  GroupRules,
  MemberRole,
  MembershipRecord,
  MemberStatus,
} from "./groups/groups.ts";
export type { JsonDocument } from "./http/json.ts";
export type { FieldType, IndexRecord, IndexRole, IndexRoleName } from "./search/indices.ts";
export type { EntryRecord, SubjectRecord, SubjectStore } from "./search/subjects.ts";
export type { SearchTaskRecord, SearchTaskType, TaskQueue, TaskTimes } from "./search/tasks.ts";
export type { WordIndex } from "./search/words.ts";
export type {
  InactiveReasonRecord,
  ScheduleRecord,
  TimerRecord,
  TimerResultRecord,
} from "./timers/timers.ts";
export type { AccessRuleRecord } from "./transfer/access_rules.ts";
export type { BookmarkRecord } from "./transfer/bookmarks.ts";
export type {
  AccessRuleInit,
  Collection,
  CollectionInit,
  CollectionKind,
} from "./transfer/collection.ts";
export type { CollectionStore } from "./transfer/collections.ts";
export type { FileContent } from "./transfer/content.ts";
export type { FileKind, FileNode, FileTree, TreeSize } from "./transfer/files.ts";
export type { PauseRule, PauseRuleBook, PauseSwitch } from "./transfer/pause_rules.ts";
export type { RoleBook, RoleName, RoleRecord } from "./transfer/roles.ts";
export type { StreamAccessPointRecord } from "./transfer/stream_access_points.ts";
export type { PlannedFault, TaskEngine, TaskWork } from "./transfer/tasks/engine.ts";
export type {
  NiceStatus,
  Task,
  TaskEventRecord,
  TaskInit,
  TaskState,
} from "./transfer/tasks/task.ts";
export type { TaskStore } from "./transfer/tasks/tasks.ts";
export type { WorkFault, WorkUnit } from "./transfer/tasks/work.ts";
export type { TunnelEventRecord, TunnelRecord } from "./transfer/tunnels.ts";
