import { SERVICE_HOSTS, type ServiceName } from "./hosts.ts";

/**
 * The variables that lead the SDKs of Globus, for Python, JavaScript and Deno, and the Globus CLI to
 * a sandbox on a port.
 *
 * @param origin For example `http://127.0.0.1:8901`.
 * @param certFile Path of the certificate that clients must trust, where that is an own one. Named
 * are only variables that add it to those trusted, or that clients of Globus alone read:
 * `SSL_CERT_FILE` and `REQUESTS_CA_BUNDLE` would end a program's trust in all other servers.
 * @returns Values by name: `GLOBUS_SDK_SERVICE_URL_AUTH` …
 */
export function environmentAt(origin: string, certFile?: string): Record<string, string> {
  const services = [...SERVICE_HOSTS].flatMap(([service, host]) =>
    namesOf(service).map((name) => [name, `${origin}/${host}/`])
  );
  const trust = certFile === undefined ? {} : {
    GLOBUS_SDK_VERIFY_SSL: certFile,
    NODE_EXTRA_CA_CERTS: certFile,
    DENO_CERT: certFile,
  };
  return { ...Object.fromEntries(services), GLOBUS_SDK_SANDBOX_URL: origin, ...trust };
}

/** The SDKs for Python and JavaScript name one service differently. */
function namesOf(service: ServiceName): string[] {
  const names = service === "timer" ? ["TIMER", "TIMERS"] : [service.toUpperCase()];
  return names.map((name) => `GLOBUS_SDK_SERVICE_URL_${name}`);
}
