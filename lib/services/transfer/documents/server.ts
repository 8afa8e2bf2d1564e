import type { ServerDocument } from "./endpoint.ts";
import type { DataPage } from "../paging.ts";

/** A page of {@link TransferClient.endpointServerList}. */
export interface ServerList extends DataPage<ServerDocument> {
  /** Always `endpoint_server_list`. */
  DATA_TYPE: "endpoint_server_list" | (string & Record<never, never>);
  /** UUID of the endpoint. */
  endpoint?: string;
}
