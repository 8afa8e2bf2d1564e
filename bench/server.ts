/**
 * The loopback server for all contenders: one endpoint document, and a listing of `?pages=` pages of
 * 1000 items. It runs in a process of its own and prints its port.
 *
 * @module
 */

/** Items in each page. */
const PAGE_SIZE = 1000;

const endpoint = JSON.stringify({
  DATA_TYPE: "endpoint",
  id: "6c54cade-bde5-45c1-bdea-f4bd71dba2cc",
  display_name: "Globus Tutorial Collection 1",
  organization: "Globus",
  owner_id: "05d29dab-bd26-4510-9290-468972e8ac01",
  owner_string: "globus@globusid.org",
  description: "The first of the collections that the tutorials use.",
  keywords: "tutorial",
  entity_type: "GCSv5_mapped_collection",
  public: true,
  high_assurance: false,
  force_encryption: false,
  force_verify: false,
  disable_verify: false,
  default_directory: "/",
  host_endpoint_id: null,
  non_functional: false,
  gcp_connected: null,
  gcp_paused: null,
  my_effective_roles: [],
  subscription_id: "2a3d9e10-0b33-4d1f-8f1a-d9ae40c35b1c",
  tlsftp_server: "tlsftp://m-d3a2c3.collection1.tutorials.globus.org:443",
  https_server: "https://m-d3a2c3.collection1.tutorials.globus.org",
  expires_in: -1,
  french_english_bilingual: false,
});

const items = JSON.stringify(
  Array.from({ length: PAGE_SIZE }, (_, i) => ({
    DATA_TYPE: "successful_transfer",
    source_path: `/projects/survey/2026/images/night-${i % 31}/frame-${i}.fits`,
    destination_path: `/archive/survey/night-${i % 31}/frame-${i}.fits`,
    size: 8_294_400 + i,
    checksum: null,
  })),
);

function answer(request: Request): Response {
  const headers = { "content-type": "application/json" };
  const { pathname, searchParams } = new URL(request.url);
  if (!pathname.endsWith("/successful_transfers")) return new Response(endpoint, { headers });
  // The marker says how many pages are left: the task's id in the path how many there are.
  const pages = Number(pathname.split("/").at(-2));
  const left = Number(searchParams.get("marker") ?? pages) - 1;
  const marker = left > 0 ? `"${left}"` : "null";
  return new Response(
    `{"DATA_TYPE":"successful_transfers","DATA":${items},"next_marker":${marker}}`,
    { headers },
  );
}

if (import.meta.main) {
  Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: ({ port }) => console.log(port) },
    answer,
  );
}
