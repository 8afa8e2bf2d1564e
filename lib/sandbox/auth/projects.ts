/** A project: who administers clients and policies. */
export interface ProjectRecord {
  /** UUID. */
  id: string;
  /** Name for people. */
  display_name: string;
  /** Whom to write to. */
  contact_email: string;
  /** UUIDs of identities. */
  admin_ids: string[] | null;
  /** UUIDs of groups. */
  admin_group_ids: string[] | null;
}

/**
 * The project that exists from the start.
 *
 * @param id UUID of the project.
 * @param adminId UUID of the identity that administers it.
 */
export function seedProject(id: string, adminId: string): ProjectRecord {
  return {
    id,
    display_name: "Beamline portal",
    contact_email: "portal@meridian.example",
    admin_ids: [adminId],
    admin_group_ids: null,
  };
}
