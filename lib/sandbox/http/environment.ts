import { SERVICE_HOSTS, type ServiceName } from "./hosts.ts";

/**
 * The variables that lead the SDKs of Globus, for Python, JavaScript and Deno, and the Globus CLI to
 * a sandbox on a port.
 *
 * @param origin For example `http://127.0.0.1:8901`.
 * @returns Values by name: `GLOBUS_SDK_SERVICE_URL_AUTH` …
 */
export function environmentAt(origin: string): Record<string, string> {
  const services = [...SERVICE_HOSTS].flatMap(([service, host]) =>
    namesOf(service).map((name) => [name, `${origin}/${host}/`])
  );
  return { ...Object.fromEntries(services), GLOBUS_SDK_SANDBOX_URL: origin };
}

/** The SDKs for Python and JavaScript name one service differently. */
function namesOf(service: ServiceName): string[] {
  const names = service === "timer" ? ["TIMER", "TIMERS"] : [service.toUpperCase()];
  return names.map((name) => `GLOBUS_SDK_SERVICE_URL_${name}`);
}
