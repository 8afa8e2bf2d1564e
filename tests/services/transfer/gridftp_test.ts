import { assert, assertEquals } from "@std/assert";
import { explainGridFtp } from "../../../lib/services/transfer/gridftp.ts";
import { assertLinear, repeated } from "../../kit/hostile_text.ts";

// The service quotes servers like this: each line end is written out as four characters.
const NOT_FOUND = "Path not found, Error (list)\nEndpoint: Tutorial (0000-1)\n" +
  "Server: 100.26.231.26:443\nMessage: No such file or directory\n---\n" +
  "Details: Error: '~/foo' not found\\r\\n550-GlobusError: v=1 c=PATH_NOT_FOUND\\r\\n" +
  "550-GridFTP-Errno: 2\\r\\n550-GridFTP-Reason: System error in stat\\r\\n" +
  "550-GridFTP-Error-String: No such file or directory\\r\\n550 End.\\r\\n\n";
const DENIED = "Denied by endpoint, Error (list)\nEndpoint: Tutorial (0000-1)\n" +
  "Server: 100.26.231.26:443\nCommand: MLST /foo\nMessage: Fatal FTP Response\n---\n" +
  "Details: 500 Command failed : Path not allowed.\\r\\n\n";

Deno.test("explainGridFtp() parses the reply of a server about a missing path", () => {
  assertEquals(explainGridFtp(NOT_FOUND), {
    headline: "Path not found, Error (list)",
    endpoint: "Tutorial (0000-1)",
    server: "100.26.231.26:443",
    message: "No such file or directory",
    code: "PATH_NOT_FOUND",
    errno: 2,
    reason: "No such file or directory",
    replyCode: 550,
    summary: "There is no such file or directory",
  });
});

Deno.test("explainGridFtp() falls back on the server's own text", () => {
  const report = explainGridFtp(DENIED);
  assertEquals(report?.summary, "Command failed : Path not allowed.");
  assertEquals([report?.command, report?.replyCode], ["MLST /foo", 500]);
});

Deno.test("explainGridFtp() recognizes a system error by its number", () => {
  const report = explainGridFtp("Error\n---\nDetails: 550-GridFTP-Errno: 13\\r\\n550 End.\\r\\n");
  assertEquals(report?.code, "PERMISSION_DENIED");
  assertEquals(report?.summary, "The account on the collection lacks the permission");
});

Deno.test("explainGridFtp() reads line ends of every kind", () => {
  for (const end of ["\\r\\n", "\r\n", "\n", "\\n"]) {
    const report = explainGridFtp(NOT_FOUND.replaceAll("\\r\\n", end));
    assertEquals(report?.code, "PATH_NOT_FOUND");
  }
});

Deno.test("explainGridFtp() gives undefined for other texts", () => {
  const others = ["", "No such endpoint 'x'", '{"bytes_transferred":1}', "Could not parse: x"];
  for (const text of others) assertEquals(explainGridFtp(text), undefined);
});

Deno.test("E8 explainGridFtp() gives texts that are safe to print", () => {
  const report = explainGridFtp(
    "Bad\u001b]0;pwn\u0007\nEndpoint: \u202eevil\nDetails: 500 \u001b[31mred\\r\\n",
  )!;
  for (const value of Object.values(report)) {
    assert(!/[\p{Cc}\u202e]/u.test(String(value)), JSON.stringify(value));
  }
});

Deno.test("E7 explainGridFtp() takes linear time for hostile texts", () => {
  const parts = ["Details: ", "550-", "GlobusError: c=", "A: ", "\\r\\n", "\n", "GridFTP-", "a: b"];
  for (const part of [...parts, NOT_FOUND]) {
    assertLinear(repeated(part), (text) => void explainGridFtp(text));
    assertLinear(repeated(part), (text) => void explainGridFtp(`Details: ${text}`));
  }
});

Deno.test("explainGridFtp() reads 20,000 random texts without an error", () => {
  let seed = 1;
  const random = () => (seed = seed * 48271 % 2147483647) / 2147483647;
  const pieces = ["Details: ", "550-", "550 ", "GlobusError: v=1 c=", "GridFTP-Errno: ", "2"];
  pieces.push(
    "\\r\\n",
    "\n",
    "Endpoint: ",
    "x",
    "\u001b",
    "\ud800",
    ": ",
    "GridFTP-Error-String: ",
  );
  for (let i = 0; i < 20_000; i++) {
    let text = "";
    for (let n = random() * 12; n > 0; n--) text += pieces[Math.floor(random() * pieces.length)];
    const report = explainGridFtp(text);
    assert(report === undefined || typeof report.summary === "string");
  }
});

Deno.test("explainGridFtp() does not read the caller's path as a reply of the server", () => {
  const paths = [
    "/x\\r\\n550-GlobusError: v=1 c=QUOTA_EXCEEDED\\r\\n",
    "/x\\n550-GridFTP-Errno: 122\\n",
    "/550-GlobusError: v=1 c=QUOTA_EXCEEDED",
    "Details: 550-GridFTP-Errno: 122",
    "/Message: full",
  ];
  for (const path of paths) {
    const command = DENIED.replace("MLST /foo", `MLST ${path}`)
      .replace("500 Command failed", "550-GridFTP-Errno: 13\\r\\n550 Command failed");
    const report = explainGridFtp(command)!;
    assertEquals([report.code, report.errno], ["PERMISSION_DENIED", 13], path);
    assertEquals(report.message, "Fatal FTP Response");
    // A backslash of a path is quoted by another one in the reply.
    const quoted = explainGridFtp(NOT_FOUND.replace("~/foo", path.replaceAll("\\", "\\\\")))!;
    assertEquals([quoted.code, quoted.errno], ["PATH_NOT_FOUND", 2], path);
  }
});
