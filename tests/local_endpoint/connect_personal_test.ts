import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  GlobusConnectPersonalOwnerInfo,
  LocalGlobusConnectPersonal,
} from "@globus-deno/sdk/local-endpoint";
import { AccessTokenAuthorizer, AuthClient, GlobusSDKUsageError } from "@globus-deno/sdk";
import { Sandbox } from "@globus-deno/sdk/sandbox";

const START = '"/C=US/O=Globus Consortium/OU=Globus Connect User/CN=';

/** An installation in a folder of its own, with these files. */
async function installed(
  files: Record<string, string | Uint8Array>,
  test: (local: LocalGlobusConnectPersonal, folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${folder}/lta`);
    for (const [name, content] of Object.entries(files)) {
      await Deno.writeFile(
        `${folder}/lta/${name}`,
        typeof content === "string" ? new TextEncoder().encode(content) : content,
      );
    }
    await test(new LocalGlobusConnectPersonal({ configDir: folder }), folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("the owner's identity is looked up at Globus Auth, by username or by id", async () => {
  const sandbox = new Sandbox();
  const { access_token } = await sandbox.login({
    scopes: "openid urn:globus:auth:scope:auth.globus.org:view_identities",
  });
  const authorizer = new AccessTokenAuthorizer(access_token);
  const auth = new AuthClient({ ...sandbox.clientOptions, authorizer });
  const sam = sandbox.world.identityByUsername("sam@globusid.org")!;
  const bits = [...sam.id.replaceAll("-", "")]
    .map((digit) => parseInt(digit, 16).toString(2).padStart(4, "0")).join("").padEnd(130, "0");
  const letters = bits.match(/.{5}/g)!
    .map((five) => "abcdefghijklmnopqrstuvwxyz234567"[parseInt(five, 2)]).join("");
  for (const name of ["sam", `u_${letters}`, `u_${letters.toUpperCase()}`]) {
    await installed({ gridmap: `${START}${name}" local\n` }, async (local) => {
      assertEquals((await local.getOwnerInfo(auth))?.username, "sam@globusid.org", name);
    });
  }
  await installed({ gridmap: `${START}unknown-name" local\n` }, async (local) => {
    assertEquals(await local.getOwnerInfo(auth), null);
    assertEquals((await local.getOwnerInfo())?.username, "unknown-name@globusid.org");
    assertEquals((await local.getOwnerInfo(null))?.id, null);
  });
  const before = sandbox.requests.length;
  await installed({}, async (local) => assertEquals(await local.getOwnerInfo(auth), null));
  assertEquals(sandbox.requests.length, before);
});

Deno.test("a computer without Globus Connect Personal has neither collection nor owner", async () => {
  const local = new LocalGlobusConnectPersonal({ configDir: "/no/such/folder" });
  assertEquals([await local.endpointId, await local.getOwnerInfo()], [null, null]);
});

Deno.test("an id that was absent is looked for again", async () => {
  await installed({}, async (local, folder) => {
    assertEquals(await local.endpointId, null);
    await Deno.writeTextFile(`${folder}/lta/client-id.txt`, "  an-id \r\n");
    assertEquals(await local.endpointId, "an-id");
  });
});

Deno.test("files that are not text give no owner, and an error in place of an id", async () => {
  const bytes = new Uint8Array([0x22, 0xff, 0xfe]);
  await installed({ gridmap: bytes, "client-id.txt": bytes }, async (local) => {
    assertEquals(await local.getOwnerInfo(), null);
    await assertRejects(async () => await local.endpointId, TypeError, "it is not UTF-8");
  });
});

Deno.test("what cannot be read is an error, and not an installation that is absent", async () => {
  await installed({}, async (local, folder) => {
    for (const name of ["gridmap", "client-id.txt"]) await Deno.mkdir(`${folder}/lta/${name}`);
    await assertRejects(async () => await local.endpointId, Error, "EISDIR");
    await assertRejects(() => local.getOwnerInfo(), Error, "EISDIR");
  });
});

Deno.test("lines of any system end are read, and no other line than the first is tried", async () => {
  const line = (name: string) => `${START}${name}" local`;
  for (
    const [gridmap, username] of [
      [`x\r\n${line("a")}\r\n`, "a@globusid.org"],
      [`x\r${line("a")}\r`, "a@globusid.org"],
      [`\ufeff${line("a")}`, "a@globusid.org"],
      [`${START}a"\n${line("b")}`, undefined],
      [`x ${line("a")}`, undefined],
    ]
  ) {
    await installed({ gridmap: gridmap! }, async (local) => {
      assertEquals((await local.getOwnerInfo())?.username, username, gridmap);
    });
  }
});

Deno.test("an owner says how it is named, and a line of another form is refused", () => {
  const owner = new GlobusConnectPersonalOwnerInfo({ configDn: `${START}a" local` });
  assertEquals(`${owner}`, "GlobusConnectPersonalOwnerInfo(username=a@globusid.org)");
  const id = `${START}u_m7hhz2a3frgv5d4qugzmhvhf6y" local`;
  assertEquals(
    `${new GlobusConnectPersonalOwnerInfo({ configDn: id })}`,
    "GlobusConnectPersonalOwnerInfo(id=67ce7ce8-1b2c-4d5e-8f90-a1b2c3d4e5f6)",
  );
  for (const configDn of ["", "a", "a b c", `"a b`]) {
    assertThrows(() => new GlobusConnectPersonalOwnerInfo({ configDn }), TypeError, "Cannot read");
  }
  // @ts-expect-error: the line is a field
  assertThrows(() => new GlobusConnectPersonalOwnerInfo("a b"), TypeError);
  // @ts-expect-error: the line is a text
  assertThrows(() => new GlobusConnectPersonalOwnerInfo({ configDn: 1 }), TypeError);
  // @ts-expect-error: the folder is a field
  assertThrows(() => new LocalGlobusConnectPersonal("/x"), TypeError);
});

Deno.test("a line that names no owner is refused, and gives no owner", async () => {
  for (const configDn of ["x y", '"/C=US/O=a/OU=b" y', `${START}" local`, "a=b=c=d= y"]) {
    assertThrows(
      () => new GlobusConnectPersonalOwnerInfo({ configDn }),
      TypeError,
      'must end in "CN=" and a name',
    );
  }
  await installed({ gridmap: `${START}" local` }, async (local) => {
    assertEquals(await local.getOwnerInfo(), null);
  });
});

Deno.test({
  name: "without the permission for HOME the error says what to grant",
  permissions: { env: false, read: true },
  fn() {
    const local = new LocalGlobusConnectPersonal({ configDir: "" });
    const { message } = assertThrows(() => local.configDir, GlobusSDKUsageError);
    assert(message.includes("--allow-env=HOME"), message);
  },
});
