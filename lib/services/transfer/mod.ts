/**
 * Globus Transfer: collections, files, tasks.
 *
 * A program that imports this entry point in place of the whole SDK starts faster, and a page loads
 * less.
 *
 * @example Move a folder, and follow it
 * ```ts
 * import { UserApp } from "@globus-deno/sdk";
 * import { TransferClient, TransferData, watchTask } from "@globus-deno/sdk/transfer";
 * import { Sandbox } from "@globus-deno/sdk/sandbox";
 *
 * const sandbox = new Sandbox(); // for a try; leave it and `config` out for Globus itself
 * const app = new UserApp("my-tool", {
 *   clientId: "61338d24-54d5-408f-a10d-66c06b59f6d2",
 *   config: { ...sandbox.clientOptions, loginFlowManager: sandbox.loginFlow() },
 * });
 * const tc = new TransferClient({ app });
 * const data = new TransferData(
 *   "6c54cade-bde5-45c1-bdea-f4bd71dba2cc",
 *   "31ce9ba0-176d-45a5-add3-f37d233ba47d",
 * );
 * data.addItem("/home/share/godata/", "/~/copy/", { recursive: true });
 * const { task_id } = await tc.submitTransfer(data);
 * for await (const { state, bytesTransferred, fault } of watchTask(tc, task_id)) {
 *   console.log(state, bytesTransferred, fault?.advice ?? "");
 * }
 * ```
 *
 * @module
 */

export type {
  BookmarkCreate,
  BookmarkDocument,
  BookmarkList,
  BookmarkUpdate,
} from "./documents/bookmark.ts";
export type {
  Bookmark,
  BookmarkAttributes,
  BookmarkCreateDocument,
  BookmarkUpdateDocument,
} from "./documents/bookmark_v2.ts";
export type { CollectionAddresses } from "../../core/collection_address.ts";
export { collectionUrl } from "../../core/collection_url.ts";
export { TransferClient } from "./client.ts";
export { TransferClientV2 } from "./client_v2.ts";
export type { DeleteDataParams, DeleteItemParams } from "./delete_data.ts";
export { DeleteData } from "./delete_data.ts";
export type {
  EndpointFields,
  EndpointRole,
  EndpointSearchPage,
  EndpointSearchParams,
  EndpointSearchScope,
  EndpointUpdate,
  EntityType,
  ServerDocument,
  TransferEndpoint,
} from "./documents/endpoint.ts";
export type {
  AdminCancelDocument,
  AdminPauseResult,
  ManagedTaskListParams,
  ManagedTaskPage,
} from "./documents/endpoint_manager.ts";
export { TransferAPIError } from "./errors.ts";
export type {
  DirectoryListing,
  FileDocument,
  FileType,
  HttpsScopeParams,
  LocalUserParams,
  LsParams,
  StatParams,
} from "./documents/file.ts";
export type { TimeRange } from "../../core/time.ts";
export type {
  TransferFilter,
  TransferFilterFields,
  TransferFilterValue,
  TransferOrder,
} from "./filter.ts";
export type { GridFtpReport } from "./gridftp.ts";
export { explainGridFtp } from "./gridftp.ts";
export { MAX_TASK_FILES } from "./item_checks.ts";
export type {
  Resource,
  ResourceBody,
  ResourceDocument,
  ResourceLink,
  ResourceList,
  ResponseMeta,
} from "./json_api.ts";
export type { DataPage } from "./paging.ts";
export { DIRECTORY_PAGE_CAP, ENDPOINT_SEARCH_CAP, TASK_LIST_CAP } from "./paging.ts";
export type {
  PauseInfo,
  PauseRuleCreate,
  PauseRuleDocument,
  PauseRuleFields,
  PauseRuleList,
  PauseRuleListParams,
} from "./documents/pause.ts";
export type { CreateResult, TransferResult } from "./documents/result.ts";
export type { ServerList } from "./documents/server.ts";
export type {
  AccessRule,
  AccessRuleCreate,
  AccessRuleList,
  AccessRuleResult,
  AccessRuleUpdate,
  EndpointList,
  EndpointRoleCreate,
  EndpointRoleDocument,
  EndpointRoleList,
  Permissions,
  PrincipalType,
  SharedEndpointCreate,
  SharedEndpointListParams,
  SharedEndpointPage,
  SharedEndpointSummary,
} from "./documents/sharing.ts";
export type { SplitParams, SplitResult } from "./split.ts";
export { splitTransfer } from "./split.ts";
export type {
  DeleteDocument,
  DeleteItem,
  SubmissionFields,
  SubmissionId,
  SubmissionResult,
  TransferDocument,
  TransferItem,
  TransferLink,
} from "./documents/submission.ts";
export type {
  FatalError,
  FilterRule,
  TaskDocument,
  TaskListPage,
  TaskListParams,
  TaskStatus,
} from "./documents/task.ts";
export type { TaskCodeMeaning } from "./task_codes.ts";
export { explainTaskCode } from "./task_codes.ts";
export type {
  ManagedTaskEventListParams,
  MarkerParams,
  SkippedError,
  SkippedErrorPage,
  SuccessfulTransfer,
  SuccessfulTransferPage,
  TaskEvent,
  TaskEventListParams,
  TaskEventPage,
  TaskUpdate,
  TaskWaitParams,
} from "./documents/task_details.ts";
export type {
  FilterRuleParams,
  SyncLevel,
  TransferDataParams,
  TransferItemParams,
} from "./transfer_data.ts";
export { TransferData } from "./transfer_data.ts";
export type {
  CreateTunnelData,
  StreamAccessPoint,
  StreamAccessPointAttributes,
  Tunnel,
  TunnelAttributes,
  TunnelCreateDocument,
  TunnelEvent,
  TunnelEventAttributes,
  TunnelState,
  TunnelUpdateDocument,
} from "./tunnel.ts";
export type { TaskReader } from "./read_task.ts";
export type { Lister, WalkEntry, WalkFailure, WalkParams, WalkStep } from "./walk.ts";
export { Walk, walk } from "./walk.ts";
export type { TaskFault, TaskProgress, TaskWatcher, WatchParams } from "./watch.ts";
export { taskOutcome, watchTask } from "./watch.ts";
