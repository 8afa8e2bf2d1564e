import type { RequestOptions } from "../core/client_options.ts";
import type { GlobusSDKUsageError } from "../core/errors.ts";
import type { InvalidIDTokenError } from "./errors.ts";
import type { IDTokenClaims } from "./id_token_claims.ts";
import type { IDTokenDecoderOptions } from "./id_token.ts";
import type { TokenDetails } from "./token_details.ts";

/** The parts of a token response that the check of its ID token uses. */
interface Checked {
  /** The ID token, if the response has one. */
  readonly idToken: unknown;
  /** All tokens, in the order of the response. */
  readonly tokens: readonly TokenDetails[];
  /** What the ID token is checked with, and against: see {@link TokenResponseContext}. */
  readonly context: {
    readonly nonce?: string | undefined;
    readonly boundByPkce?: boolean | undefined;
    readonly decodeIdToken?:
      | ((
        idToken: string,
        params: IDTokenDecoderOptions & {
          nonce: string | undefined;
          accessToken: readonly string[];
        },
        options?: RequestOptions,
      ) => Promise<IDTokenClaims>)
      | undefined;
  };
}

/** What the check needs of the rest of the SDK. It is passed in: this file loads later. */
interface CheckTools {
  readonly GlobusSDKUsageError: typeof GlobusSDKUsageError;
  readonly InvalidIDTokenError: typeof InvalidIDTokenError;
}

/** Does the work of {@link OAuthTokenResponse.decodeIdToken}. */
export async function decodeIdToken(
  { idToken, tokens, context }: Checked,
  params: IDTokenDecoderOptions,
  options: RequestOptions | undefined,
  { GlobusSDKUsageError, InvalidIDTokenError }: CheckTools,
): Promise<IDTokenClaims> {
  const { decodeIdToken: decode, nonce, boundByPkce } = context;
  if (typeof idToken !== "string" || idToken === "") {
    throw new GlobusSDKUsageError(
      "Cannot decode the ID token: the response has none; request the scope openid",
    );
  }
  if (!decode) {
    throw new GlobusSDKUsageError(
      "Cannot decode the ID token: this response was not made by a client, which could check it",
    );
  }
  const [first] = tokens;
  // Globus does not document which token it hashes: the first one, or that for Globus Auth.
  const own = tokens.findLast((token) => token.resource_server === "auth.globus.org") ?? first;
  const accessToken = [...new Set([own.access_token, first.access_token])];
  const decodeWith = (nonce: string | undefined) =>
    decode(idToken, { ...params, nonce, accessToken }, options);
  return await decodeWith(nonce).catch((error) => {
    const isNonce = error instanceof InvalidIDTokenError && error.fault === "nonce";
    if (!isNonce || !boundByPkce) throw error;
    // This passes only if the token has no nonce: a wrong one is refused again.
    return decodeWith(undefined);
  });
}
