/** Parameters of `getVersion`, for the version of the API alone. */
export interface ComputeVersionParams {
  /** The part of the service. @default `api` */
  service?: "api" | null | undefined;
}

/** Parameters of `getVersion`, for the versions of all parts. */
export interface ComputeAllVersionsParams {
  /** All parts of the service. */
  service: "all";
}

/** Versions of the service, and the oldest programs that it works with. */
export interface ComputeVersions {
  /** Version of the API. */
  api: string;
  /** Oldest `globus-compute-sdk`. */
  min_sdk_version?: string;
  /** Oldest `globus-compute-endpoint`; some answers call it `min_endpoint_version`. */
  min_ep_version?: string;
  /** Oldest `globus-compute-endpoint`; some answers call it `min_ep_version`. */
  min_endpoint_version?: string;
  /** Commit that the API was built from. */
  git_sha?: string;
  /** Version of the service of containers. */
  container_service?: string;
}
