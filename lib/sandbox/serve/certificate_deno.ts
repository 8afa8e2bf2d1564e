import { builtin } from "./builtins_deno.ts";

/** A certificate with its private key, as `Deno.serve` takes them. */
export interface KeyPair {
  /** The certificate in PEM; behind it may stand those that have signed it. */
  readonly cert: string;
  /** Its private key in PEM, without a passphrase. */
  readonly key: string;
}

/**
 * Checks a certificate and its key before a server starts with them. The runtimes say in three
 * different ways what is wrong, and Deno says it when the first client comes.
 *
 * @returns The two, or `undefined` where neither is given: the server then speaks plain http.
 * @throws {TypeError} If one is missing or not PEM, or the key belongs to another certificate.
 */
export function readKeyPair(
  { cert, key }: { readonly cert?: string | undefined; readonly key?: string | undefined },
): KeyPair | undefined {
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined) {
    const [given, missing] = cert === undefined ? ["key", "cert"] : ["cert", "key"];
    throw refused(`${given} is given without ${missing}; give both for https, or neither for http`);
  }
  const [own] = certificatesIn(cert);
  if (own === undefined) {
    throw refused("cert is not a certificate in PEM (-----BEGIN CERTIFICATE-----)");
  }
  const privateKey = parsed(() => builtin("node:crypto").createPrivateKey(key));
  if (privateKey === undefined) {
    throw refused(
      "key is not a private key in PEM (-----BEGIN PRIVATE KEY-----), without a passphrase",
    );
  }
  if (!own.checkPrivateKey(privateKey)) throw refused("key belongs to another certificate");
  return { cert, key };
}

/**
 * What to throw where a runtime refuses to listen. A port that is taken has an error class of its own;
 * a plain `Error` is of its TLS, as for a certificate of version 1, or a key that is too short.
 */
export function refusalOf(error: unknown): unknown {
  if (!(error instanceof Error) || error.name !== "Error") return error;
  return refused(`this runtime does not take the certificate: ${error.message}`);
}

/**
 * Whether a client that trusts no others accepts a certificate once it has this text: where one in it
 * has signed itself.
 *
 * @param cert Certificates in PEM.
 */
export function vouchesForItself(cert: string): boolean {
  return certificatesIn(cert).some((one) => one.checkIssued(one));
}

function certificatesIn(pem: string) {
  const { X509Certificate } = builtin("node:crypto");
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return blocks.flatMap((block) => parsed(() => new X509Certificate(block)) ?? []);
}

/** What a parser gives, or `undefined` where it fails. Its message could quote a key. */
function parsed<Value>(parse: () => Value): Value | undefined {
  try {
    return parse();
  } catch {
    return undefined;
  }
}

function refused(reason: string): TypeError {
  return new TypeError(`Cannot serve by https: ${reason}`);
}
