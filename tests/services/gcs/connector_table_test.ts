import { assertEquals, assertThrows } from "@std/assert";
import { ConnectorTable } from "../../../lib/services/gcs/connector_table.ts";

Deno.test("a connector is found by its name in any spelling, or by its id in any case", () => {
  const { GOOGLE_DRIVE, POSIX } = ConnectorTable;
  for (const name of ["Google Drive", "google-drive", "gOOgle_dRiVe", " google - drive ".trim()]) {
    assertEquals(ConnectorTable.lookup(name), GOOGLE_DRIVE, name);
  }
  assertEquals(ConnectorTable.lookup(POSIX.connectorId.toUpperCase()), POSIX);
  for (const name of ["", "nope", "s-3", "posix-", "length", "prototype"]) {
    assertEquals(ConnectorTable.lookup(name), undefined, name);
  }
  assertThrows(() => ConnectorTable.lookup(5 as unknown as string), TypeError, "nameOrId");
});

Deno.test("an extended table has one connector more, and the first table stays unchanged", () => {
  const before = ConnectorTable.allConnectors();
  const lab = ConnectorTable.extend({ connectorName: "Lab Archive", connectorId: "lab-id" });
  const two = lab.extend({ connectorName: "B", connectorId: "b-id", attributeName: "BEE" });
  assertEquals(two.allConnectors().slice(before.length).map(({ name }) => name), [
    "Lab Archive",
    "B",
  ]);
  assertEquals(two.lookup("lab_archive")?.connectorId, "lab-id");
  assertEquals((two as unknown as Record<string, unknown>).BEE, {
    name: "B",
    connectorId: "b-id",
  });
  assertEquals(
    (lab as unknown as Record<string, { name: string }>).LAB_ARCHIVE.name,
    "Lab Archive",
  );
  assertEquals(two.POSIX, ConnectorTable.POSIX);
  assertEquals(ConnectorTable.allConnectors(), before);
  assertEquals(before.length, 14);
});
