import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { LocalGlobusConnectServer } from "@globus-deno/sdk/local-endpoint";

async function described(
  content: string | Uint8Array | undefined,
  test: (local: LocalGlobusConnectServer, path: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const infoPath = `${folder}/info.json`;
    if (typeof content === "string") await Deno.writeTextFile(infoPath, content);
    else if (content) await Deno.writeFile(infoPath, content);
    await test(new LocalGlobusConnectServer({ infoPath }), infoPath);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a description is read once, and an absent one is looked for again", async () => {
  await described(undefined, async (local, path) => {
    assertEquals(await local.infoDict, null);
    await Deno.writeTextFile(path, `{"endpoint_id":"a"}`);
    assertEquals([await local.endpointId, await local.domainName], ["a", null]);
    await Deno.writeTextFile(path, `{"endpoint_id":"b"}`);
    assertEquals(await local.endpointId, "a");
    local.reset();
    assertEquals(await local.endpointId, "b");
  });
});

Deno.test("what is not a JSON object in UTF-8 describes no server", async () => {
  const texts = ["", "{", "[1]", `"x"`, "null", new Uint8Array([0x22, 0xff, 0x22])];
  for (const content of texts) {
    await described(content, async (local) => {
      assertEquals([await local.infoDict, await local.endpointId], [null, null]);
    });
  }
});

Deno.test("a folder, and a path through a file, describe no server", async () => {
  await described("{}", async (_, path) => {
    const folder = path.slice(0, path.lastIndexOf("/"));
    for (const infoPath of [folder, `${path}/info.json`, "/no/such/info.json"]) {
      assertEquals(await new LocalGlobusConnectServer({ infoPath }).infoDict, null);
    }
  });
});

Deno.test({
  name: "without the permission to read, the error is the runtime's",
  permissions: { read: false },
  async fn() {
    const local = new LocalGlobusConnectServer();
    assertEquals(local.infoPath, "/var/lib/globus-connect-server/info.json");
    await assertRejects(async () => await local.infoDict, Error, "--allow-read");
    // @ts-expect-error: the path is a field
    assertThrows(() => new LocalGlobusConnectServer("/x"), TypeError);
  },
});
