import { assertEquals } from "@std/assert";
import { derivedScope } from "../../../lib/sandbox/auth/derived_scopes.ts";
import { stillSandbox } from "../../kit/sandbox_calls.ts";

Deno.test("World.findScope() knows data_access of mapped collections that hold nothing protected", () => {
  const { world } = stillSandbox();
  const of = (id: string, kind: string) =>
    world.findScope(`https://auth.globus.org/scopes/${id}/${kind}`)?.resource_server;
  const kinds = new Map([...world.collections.all()].map((c) => [
    `${c.entityType}${c.highAssurance ? " HA" : ""}`,
    c.id,
  ]));
  const mapped = kinds.get("GCSv5_mapped_collection")!;
  const protectedOne = kinds.get("GCSv5_mapped_collection HA")!;
  assertEquals(of(mapped, "data_access"), mapped);
  assertEquals(of(mapped, "https"), mapped);
  assertEquals(of(protectedOne, "data_access"), undefined);
  assertEquals(of(protectedOne, "https"), protectedOne);
  assertEquals(of(kinds.get("GCSv5_guest_collection")!, "data_access"), undefined);
  assertEquals(of(kinds.get("GCP_mapped_collection")!, "https"), undefined);
  assertEquals(derivedScope("https://auth.globus.org/scopes/x/data_access", world), undefined);
});
