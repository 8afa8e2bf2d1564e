/** What tells one version of a file from another, as the server's headers say it. */
export interface FileVersion {
  /** Size in bytes; undefined if the server does not say. */
  readonly sizeBytes?: number;
  /** The strong entity tag (RFC 9110 section 8.8.3); undefined if there is none. */
  readonly etag?: string;
  /** The time of the last change, as in the header; undefined if it may not tell versions apart. */
  readonly lastModified?: string;
}

/** Reads a whole number of bytes. */
function bytes(text: string | null | undefined): number | undefined {
  return /^\d{1,15}$/.test(text ?? "") ? Number(text) : undefined;
}

/** The number of bytes in the body of a response; undefined if it is not known, or compressed. */
export function lengthOf({ headers }: Response): number | undefined {
  const encoding = headers.get("content-encoding") ?? "identity";
  return encoding === "identity" ? bytes(headers.get("content-length")) : undefined;
}

/** The part of a file that a response with status 206 holds (RFC 9110 section 14.4). */
export interface ContentRange {
  /** Offset of the first byte. */
  readonly start: number;
  /** Offset of the last byte. */
  readonly end: number;
  /** Size of the whole file; undefined if the server does not say. */
  readonly sizeBytes: number | undefined;
}

/** Reads `Content-Range`; undefined if it is missing or malformed. */
export function contentRange(headers: Headers): ContentRange | undefined {
  const [, start, end, size] =
    /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/.exec(headers.get("content-range") ?? "") ?? [];
  if (start === undefined || Number(start) > Number(end)) return undefined;
  const sizeBytes = bytes(size);
  return sizeBytes !== undefined && Number(end) >= sizeBytes
    ? undefined
    : { start: Number(start), end: Number(end), sizeBytes };
}

/** Reads the version of the file that a response is about. */
export function versionOf(response: Response): FileVersion {
  const { headers, status } = response;
  const etag = headers.get("etag") ?? "";
  const lastModified = headers.get("last-modified") ?? "";
  return {
    sizeBytes: status === 206 ? contentRange(headers)?.sizeBytes : lengthOf(response),
    etag: /^"[^"]*"$/.test(etag) ? etag : undefined,
    lastModified: isStrong(lastModified, headers.get("date") ?? "") ? lastModified : undefined,
  };
}

/**
 * Whether a time of change tells versions apart: a file can change twice within a second, so that time
 * must be over (RFC 9110 section 8.8.2.2).
 */
function isStrong(lastModified: string, date: string): boolean {
  return Date.parse(date) - Date.parse(lastModified) >= 1000;
}

/**
 * Whether two responses are certainly about the same bytes.
 *
 * @param isVerified Whether a checksum of the whole file is verified at the end, so that the size is
 * enough here.
 */
export function isSameVersion(a: FileVersion, b: FileVersion, isVerified: boolean): boolean {
  if (a.sizeBytes === undefined || a.sizeBytes !== b.sizeBytes) return false;
  const tagged = a.etag !== undefined || b.etag !== undefined;
  if (tagged) return a.etag === b.etag;
  const dated = a.lastModified !== undefined || b.lastModified !== undefined;
  return dated ? a.lastModified === b.lastModified : isVerified;
}

/** Whether a later response can be recognized as one about the same bytes. */
export function isRecognizable(version: FileVersion, isVerified: boolean): boolean {
  return isSameVersion(version, version, isVerified);
}
