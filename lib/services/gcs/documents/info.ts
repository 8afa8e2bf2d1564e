/** What a manager says about itself, without a login. */
export interface GCSInfo {
  /** Type and version of the document, such as `info#1.0.0`. */
  DATA_TYPE: string;
  /** Version of the manager's API, such as `1.29.0`. */
  api_version?: string;
  /** UUID of the endpoint's client at Globus Auth: its resource server, which its scopes name. */
  client_id?: string;
  /** DNS name of the manager. */
  domain_name?: string;
  /** UUID of the endpoint, usually the same as `client_id`. */
  endpoint_id?: string;
  /** Version of Globus Connect Server, such as `5.4.76`. */
  manager_version?: string;
}

/** A connector that a manager has: how it reaches a kind of storage. */
export interface GCSConnector {
  /** Type and version of the document, such as `connector#1.1.0`. */
  DATA_TYPE: string;
  /** UUID of the connector, which the {@link ConnectorTable} knows. */
  id: string;
  /** Name of the connector, such as `POSIX`. */
  display_name: string;
  /** Whether it may be used under a HIPAA business associate agreement. */
  is_baa?: boolean;
  /** Whether it supports High Assurance collections (protected data). */
  is_ha?: boolean;
  /** Version of the connector. */
  version?: string;
}
