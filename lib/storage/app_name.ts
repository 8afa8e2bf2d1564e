import { GlobusSDKUsageError } from "../core/errors.ts";

/** Longest name in bytes that file systems allow (ext4, APFS, NTFS). */
const MAX_NAME_BYTES = 255;

/**
 * Makes the name of a folder from the name of an app, as the Python SDK does.
 *
 * @throws {GlobusSDKUsageError} If the result is empty, or a name that Windows reserves.
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
 * The name of an app's folder.
 *
 * @throws {GlobusSDKUsageError} If the name is empty, reserved by Windows, or too long for a file
 * system.
 */
export function appFolderName(appName: string): string {
  const slug = slugifyAppName(appName);
  const { length } = new TextEncoder().encode(slug);
  if (length > MAX_NAME_BYTES) {
    throw new GlobusSDKUsageError(
      `Cannot name a folder after the app: its name has ${length} bytes, and ${MAX_NAME_BYTES} are allowed`,
    );
  }
  return slug;
}
