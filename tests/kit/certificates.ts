/**
 * Certificates for servers of tests, made by openssl at run time.
 *
 * @module
 */

/** A certificate that has signed itself, for `localhost` and `127.0.0.1`. */
export interface TestCertificate {
  /** In PEM. */
  readonly cert: string;
  /** Its private key in PEM. */
  readonly key: string;
  /** The file that holds the certificate. */
  readonly certFile: string;
  /** The file that holds its key. */
  readonly keyFile: string;
}

/** Runs openssl. Gives whether it has succeeded; false where there is none. */
export function openssl(...args: string[]): boolean {
  try {
    const quiet = { stdin: "null", stdout: "null", stderr: "null" } as const;
    return new Deno.Command("openssl", { args, ...quiet }).outputSync().success;
  } catch (error) {
    // It is thrown at once, by the asynchronous form too.
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** The arguments by which docs/sandbox.md makes a certificate, with other names of the files. */
function selfSigned(certFile: string, keyFile: string): string[] {
  return [
    ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=localhost"],
    ...["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
    // Deno refuses an authority's certificate as that of a server.
    ...["-addext", "basicConstraints=critical,CA:FALSE"],
    ...["-keyout", keyFile, "-out", certFile],
  ];
}

/** A certificate in a folder of its own, until the test is over. */
function makeCertificate(folder: string): TestCertificate {
  const [certFile, keyFile] = [`${folder}/cert.pem`, `${folder}/key.pem`];
  if (!openssl(...selfSigned(certFile, keyFile))) throw new Error("openssl makes no certificate");
  const [cert, key] = [certFile, keyFile].map((file) => Deno.readTextFileSync(file));
  return { cert, key, certFile, keyFile };
}

/** Why tests with certificates are left out here, for their names; empty where they are not. */
export const WITHOUT_OPENSSL: string = openssl("version") ? "" : " (left out: no openssl here)";

/** Calls a function with a certificate, whose files are removed behind it. */
export async function withCertificate<Result>(
  fn: (certificate: TestCertificate, folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = await Deno.makeTempDir();
  try {
    return await fn(makeCertificate(folder), folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Registers a test that needs a certificate. Without openssl, its name says that it is left out. */
export function certificateTest(
  name: string,
  fn: (certificate: TestCertificate, folder: string) => Promise<void> | void,
): void {
  Deno.test({
    name: name + WITHOUT_OPENSSL,
    ignore: WITHOUT_OPENSSL !== "",
    fn: () => withCertificate(async (certificate, folder) => await fn(certificate, folder)),
  });
}

/** A `fetch` that trusts a certificate, until it is disposed of. */
export interface TrustingFetch extends Disposable {
  readonly fetch: typeof fetch;
}

/**
 * Makes a `fetch` that trusts a certificate beside those of all programs.
 *
 * @param options The versions of HTTP that it speaks.
 */
export function trusting(
  cert: string,
  options: { readonly http1?: boolean; readonly http2?: boolean } = {},
): TrustingFetch {
  const client = Deno.createHttpClient({ caCerts: [cert], ...options });
  return {
    // Only Deno's own types know `client`.
    fetch: (input, init) => fetch(input as string, { ...init, client } as RequestInit),
    [Symbol.dispose]: () => client.close(),
  };
}
