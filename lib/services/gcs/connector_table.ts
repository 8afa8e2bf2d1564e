import { checkNamed, checkType } from "../../core/arguments.ts";

/** A connector of Globus Connect Server: how it reaches a kind of storage. */
export interface GlobusConnectServerConnector {
  /** Name of the connector, such as `Google Drive`. */
  readonly name: string;
  /** UUID of the connector, for `connector_id` of a storage gateway. */
  readonly connectorId: string;
}

/** Parameters of {@link ConnectorTable.extend}. */
export interface ExtendConnectorTableParams {
  /** Name of the new connector. */
  connectorName: string;
  /** UUID of the new connector. */
  connectorId: string;
  /** Name of the table's new field. @default the name in capitals, with `_` for spaces */
  attributeName?: string | undefined;
}

/** Names are the same in any case, and with spaces, `-` or `_` between their words. */
function plainName(name: string): string {
  return name.trim().replace(/[_\- ]+/g, "-").toLowerCase();
}

/**
 * The connectors that Globus offers, by name.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const { connectorId } = ConnectorTable.POSIX;
 * assertEquals(ConnectorTable.lookup("google-drive")?.name, "Google Drive");
 * assertEquals(ConnectorTable.lookup(connectorId), ConnectorTable.POSIX);
 * ```
 *
 * Source: https://docs.globus.org/globus-connect-server/v5.4/
 *
 * @category Documents
 */
export class ConnectorTable {
  /** ActiveScale object storage. */
  static readonly ACTIVESCALE: GlobusConnectServerConnector = {
    name: "ActiveScale",
    connectorId: "7251f6c8-93c9-11eb-95ba-12704e0d6a4d",
  };
  /** Microsoft Azure Blob Storage. */
  static readonly AZURE_BLOB: GlobusConnectServerConnector = {
    name: "Azure Blob",
    connectorId: "9436da0c-a444-11eb-af93-12704e0d6a4d",
  };
  /** Spectra Logic BlackPearl. */
  static readonly BLACKPEARL: GlobusConnectServerConnector = {
    name: "BlackPearl",
    connectorId: "7e3f3f5e-350c-4717-891a-2f451c24b0d4",
  };
  /** Box cloud storage. */
  static readonly BOX: GlobusConnectServerConnector = {
    name: "Box",
    connectorId: "7c100eae-40fe-11e9-95a3-9cb6d0d9fd63",
  };
  /** Ceph object storage. */
  static readonly CEPH: GlobusConnectServerConnector = {
    name: "Ceph",
    connectorId: "1b6374b0-f6a4-4cf7-a26f-f262d9c6ca72",
  };
  /** Dropbox cloud storage. */
  static readonly DROPBOX: GlobusConnectServerConnector = {
    name: "Dropbox",
    connectorId: "49b00fd6-63f1-48ae-b27f-d8af4589f876",
  };
  /** Google Cloud Storage buckets. */
  static readonly GOOGLE_CLOUD_STORAGE: GlobusConnectServerConnector = {
    name: "Google Cloud Storage",
    connectorId: "56366b96-ac98-11e9-abac-9cb6d0d9fd63",
  };
  /** Google Drive cloud storage. */
  static readonly GOOGLE_DRIVE: GlobusConnectServerConnector = {
    name: "Google Drive",
    connectorId: "976cf0cf-78c3-4aab-82d2-7c16adbcc281",
  };
  /** HPSS tape archives. */
  static readonly HPSS: GlobusConnectServerConnector = {
    name: "HPSS",
    connectorId: "fb656a17-0f69-4e59-95ff-d0a62ca7bdf5",
  };
  /** iRODS data grids. */
  static readonly IRODS: GlobusConnectServerConnector = {
    name: "iRODS",
    connectorId: "e47b6920-ff57-11ea-8aaa-000c297ab3c2",
  };
  /** POSIX file systems. */
  static readonly POSIX: GlobusConnectServerConnector = {
    name: "POSIX",
    connectorId: "145812c8-decc-41f1-83cf-bb2a85a2a70b",
  };
  /** POSIX file systems whose files are staged first. */
  static readonly POSIX_STAGING: GlobusConnectServerConnector = {
    name: "POSIX Staging",
    connectorId: "052be037-7dda-4d20-b163-3077314dc3e6",
  };
  /** Microsoft OneDrive and SharePoint. */
  static readonly ONEDRIVE: GlobusConnectServerConnector = {
    name: "OneDrive",
    connectorId: "28ef55da-1f97-11eb-bdfd-12704e0d6a4d",
  };
  /** Amazon S3, and storage with the same API. */
  static readonly S3: GlobusConnectServerConnector = {
    name: "S3",
    connectorId: "7643e831-5f6c-4b47-a07f-8ee90f401d23",
  };

  /** Returns all connectors of the table, those of {@link ConnectorTable.extend} last. */
  static allConnectors(): GlobusConnectServerConnector[] {
    const inherited = this === ConnectorTable ? [] : Object.getPrototypeOf(this).allConnectors();
    const own = Object.values(this).filter((value) => typeof value?.connectorId === "string");
    return [...inherited, ...own];
  }

  /**
   * Finds a connector by its name or its id.
   *
   * @param nameOrId A name in any case, with spaces, `-` or `_` between its words; or a UUID.
   * @returns Undefined if the table has none of that name.
   */
  static lookup(nameOrId: string): GlobusConnectServerConnector | undefined {
    checkType("nameOrId", nameOrId, "string");
    const wanted = plainName(nameOrId);
    return this.allConnectors().find(({ name, connectorId }) =>
      connectorId === wanted || plainName(name) === wanted
    );
  }

  /**
   * Makes a table with one connector more. The table itself stays unchanged.
   *
   * @example Usage
   * ```ts
   * import { assertEquals } from "@std/assert";
   *
   * const table = ConnectorTable.extend({
   *   connectorName: "Lab Archive",
   *   connectorId: "0b19772d-729a-4c8f-93e1-59d5778cecf3",
   * });
   * assertEquals(table.lookup("lab archive")?.name, "Lab Archive");
   * ```
   */
  static extend(params: ExtendConnectorTableParams): typeof ConnectorTable {
    checkNamed("ConnectorTable.extend({ connectorName, connectorId })", params);
    const { connectorName, connectorId, attributeName } = params;
    checkType("connectorName", connectorName, "string");
    checkType("connectorId", connectorId, "string");
    const table = class extends this {};
    const name = attributeName ?? connectorName.toUpperCase().replaceAll(" ", "_");
    Object.defineProperty(table, name, {
      value: { name: connectorName, connectorId },
      enumerable: true,
    });
    return table;
  }
}
