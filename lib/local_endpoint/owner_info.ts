import { checkNamed, checkType } from "../core/arguments.ts";
import { shellWords } from "./shell_words.ts";

/** What a {@link GlobusConnectPersonalOwnerInfo} is made of. */
export interface OwnerInfoParams {
  /**
   * A line of the file `gridmap`: the quoted name of a certificate, and the name of a local account, such
   * as `"/C=US/O=Globus Consortium/OU=Globus Connect User/CN=ann" ann`.
   *
   * What follows `CN=` names the owner: `u_` and 26 letters are the id of an identity in base 32, and
   * anything else is a username without its `@globusid.org`.
   */
  readonly configDn: string;
}

const LINE_START = '"/C=US/O=Globus Consortium/OU=Globus Connect User/CN=';

const ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

/**
 * The owner of the Globus Connect Personal on this computer, as its files name them: either by `id` or
 * by `username`. {@link LocalGlobusConnectPersonal.getOwnerInfo} makes it.
 */
export class GlobusConnectPersonalOwnerInfo {
  /** Id of the owner's identity; null if the files hold a username. */
  readonly id: string | null;
  /** Username of the owner's identity; null if the files hold an id. */
  readonly username: string | null;

  /**
   * Reads a line of the file `gridmap`.
   *
   * @throws {TypeError} If the line does not consist of two words as a shell reads them, or the first one
   * does not name an owner.
   */
  constructor(params: OwnerInfoParams) {
    checkNamed("new GlobusConnectPersonalOwnerInfo({ configDn })", params);
    const { configDn } = params;
    checkType("configDn", configDn, "string");
    const words = shellWords(configDn);
    if (words?.length !== 2) {
      throw new TypeError("Cannot read the owner: the line must have a quoted name and an account");
    }
    // The name of the owner follows the fourth equals sign, and may contain others.
    const name = words[0].split("=").slice(4).join("=");
    if (name === "") {
      throw new TypeError('Cannot read the owner: the quoted name must end in "CN=" and a name');
    }
    this.id = identityId(name);
    this.username = this.id === null ? `${name}@globusid.org` : null;
  }

  /** Names the owner: `GlobusConnectPersonalOwnerInfo(username=…)` or `…(id=…)`. */
  toString(): string {
    const owner = this.username === null ? `id=${this.id}` : `username=${this.username}`;
    return `GlobusConnectPersonalOwnerInfo(${owner})`;
  }
}

/**
 * Finds the owner in the file `gridmap`. Only the first line that begins as one of Globus Connect
 * Personal counts.
 *
 * @returns Null if there is no such line, or it is malformed.
 */
export function ownerIn(gridmap: string): GlobusConnectPersonalOwnerInfo | null {
  const line = gridmap.split(/\r\n|\r|\n/).find((each) => each.startsWith(LINE_START));
  if (line === undefined) return null;
  try {
    return new GlobusConnectPersonalOwnerInfo({ configDn: line.trim() });
  } catch {
    return null;
  }
}

/** Reads `u_` and a UUID in base 32 (RFC 4648 section 6, without padding); null for another name. */
function identityId(name: string): string | null {
  if (!/^u_[a-z2-7]{26}$/i.test(name)) return null;
  let bits = "";
  for (const letter of name.slice(2).toLowerCase()) {
    bits += ALPHABET.indexOf(letter).toString(2).padStart(5, "0");
  }
  const hex = bits.slice(0, 128).replace(/.{4}/g, (four) => parseInt(four, 2).toString(16));
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
