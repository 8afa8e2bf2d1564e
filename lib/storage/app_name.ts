import { GlobusSDKUsageError } from "../core/errors.ts";

/** Bytes that file systems take for one name (ext4, APFS, NTFS). */
const MAX_NAME_BYTES = 255;

/**
 * Makes the name of a folder from that of an app.
 *
 * @throws {GlobusSDKUsageError} If nothing usable is left of it.
 */
export function slugifyAppName(appName: string): string {
  const slug = appName
    .replace(/[<>:"/\\|?*]/g, "+")
    .replace(/[. ]/g, "-")
    .replace(/[\p{C}\p{Z}]/gu, "")
    .toLowerCase();
  if (slug === "" || /^(con|prn|aux|nul|com\d|lpt\d)$/.test(slug)) {
    throw new GlobusSDKUsageError(
      `Cannot name a folder after app ${JSON.stringify(appName)}: choose another name`,
    );
  }
  return slug;
}

/**
 * The name of an app's folder, which a file system takes.
 *
 * @throws {GlobusSDKUsageError} If nothing usable is left of the app's name, or it is too long.
 */
export function appFolderName(appName: string): string {
  const slug = slugifyAppName(appName);
  const { length } = new TextEncoder().encode(slug);
  if (length > MAX_NAME_BYTES) {
    throw new GlobusSDKUsageError(
      `Cannot name a folder after an app whose name has ${length} bytes: ${MAX_NAME_BYTES} are allowed`,
    );
  }
  return slug;
}
