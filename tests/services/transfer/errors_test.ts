import { assert, assertEquals } from "@std/assert";
import { TransferAPIError } from "../../../lib/services/transfer/errors.ts";
import { explainGridFtp } from "../../../lib/services/transfer/gridftp.ts";
import { fakeTransfer, SOURCE } from "../../kit/fake_transfer.ts";
import { errorOf } from "../../kit/outcomes.ts";

/** The error for a response of Transfer. */
async function errorFor(status: number, json: object): Promise<TransferAPIError> {
  const { client } = fakeTransfer(() => ({ status, json }));
  const error = await errorOf(client.operationMkdir(SOURCE, "/a"));
  assert(error instanceof TransferAPIError);
  return error;
}

Deno.test("the message of ConsentRequired names the ways to get the consent", async () => {
  const required_scopes = [
    "urn:globus:auth:scope:transfer.api.globus.org:all" +
    `[*https://auth.globus.org/scopes/${SOURCE}/data_access]`,
  ];
  const error = await errorFor(403, {
    code: "ConsentRequired",
    message: "Missing required data_access consent",
    request_id: "abc123",
    required_scopes,
  });
  for (const way of ["addAppDataAccessScope(collectionId)", "autoRedriveGares"]) {
    assert(error.message.includes(way), error.message);
  }
  assert(error.message.startsWith("Cannot POST"), error.message);
  assertEquals(error.info.consentRequired, { requiredScopes: required_scopes });
  assertEquals(error.messages, ["Missing required data_access consent"]);
  // Also without a message of the service, and for no other code.
  const bare = await errorFor(403, { code: "ConsentRequired" });
  assert(bare.message.includes("autoRedriveGares"));
  const other = await errorFor(403, { code: "PermissionDenied", message: "No" });
  assert(!other.message.includes("autoRedriveGares"));
});

const LISTED = "Path not found, Error (list)\nEndpoint: Tutorial (0000-1)\n" +
  "Server: 100.26.231.26:443\nCommand: MLST /foo\nMessage: Fatal FTP Response\n---\n" +
  "Details: 550-GlobusError: v=1 c=PATH_NOT_FOUND\\r\\n550-GridFTP-Errno: 2\\r\\n" +
  "550-GridFTP-Reason: System error in stat\\r\\n" +
  "550-GridFTP-Error-String: No such file or directory\\r\\n550 End.\\r\\n\n";

Deno.test("an error that quotes a server shows its reason, and keeps the whole text in another field", async () => {
  const said = async (message: string) => {
    const error = await errorFor(502, { code: "ExternalError.MkdirFailed", message });
    assertEquals(error.messages, [message]);
    return error.message.replace(/^.*MkdirFailed /, "");
  };
  assertEquals(await said(LISTED), "Path not found, Error (list): No such file or directory");
  for (const end of ["\r\n", "\n", "\\n"]) {
    const text = LISTED.replaceAll("\\r\\n", end);
    assertEquals(await said(text), "Path not found, Error (list): No such file or directory");
  }
  const rest = "Endpoint: a (0)\n---\nDetails: ";
  assertEquals(
    await said(`Denied, Error (mkdir)\n${rest}500 Command failed : Path not allowed.\\r\\n\n`),
    "Denied, Error (mkdir): Command failed : Path not allowed.",
  );
  assertEquals(
    await said(`Login Failed\n${rest}530-GlobusError: v=1\\r\\n530-GridFTP-Message: Log in\\r\\n`),
    "Login Failed: Log in",
  );
  const details = (await errorFor(502, { code: "x", message: LISTED })).messages[0];
  assertEquals(explainGridFtp(details)?.command, "MLST /foo");
});

Deno.test("other texts are shown unchanged, and hostile ones are safe to print", async () => {
  const texts = ["No such endpoint", "Details: none of a server", "", "a\nb", "x\nDetails: "];
  for (const message of texts) {
    const error = await errorFor(400, { code: "x", message });
    assert(error.message.includes(message.trim().replaceAll("\n", " ")), error.message);
  }
  const hostile = "Bad\u001b]0;pwn\u0007\nDetails: 500 \u001b[31mred\u202e\\r\\n";
  const { message } = await errorFor(502, { code: "x", message: hostile });
  assert(!/[\p{Cc}\u202e]/u.test(message), JSON.stringify(message));
});
