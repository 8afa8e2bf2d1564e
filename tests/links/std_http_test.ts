import { assertEquals, assertThrows } from "@std/assert";
import { type Cookie, deleteCookie, getCookies, setCookie } from "@std/http";

function sent(cookie: Cookie): string | null {
  const headers = new Headers();
  setCookie(headers, cookie);
  return headers.get("set-cookie");
}

function read(cookie: string): Record<string, string | undefined> {
  return { ...getCookies(new Headers({ cookie })) };
}

Deno.test("getCookies() reads names and values without decoding them", () => {
  assertEquals(read("a=1; b=two=2;c=%20"), { a: "1", b: "two=2", c: "%20" });
  assertEquals(read("a"), { a: "" });
  assertEquals({ ...getCookies(new Headers()) }, {});
});

Deno.test("getCookies() lets the last of two equal names win", () => {
  assertEquals(read("sid=first; sid=second"), { sid: "second" });
});

Deno.test("getCookies() refuses a cookie without a name", () => {
  assertThrows(() => read("=1"), SyntaxError, "Cookie cannot start with '='");
  assertThrows(() => read("a=1;=2"), SyntaxError);
  assertThrows(() => read("a=1;"), SyntaxError);
});

Deno.test("getCookies() keeps hostile names out of the prototype", () => {
  const cookies = getCookies(
    new Headers({ cookie: "__proto__=x; constructor=y" }),
  );
  assertEquals(cookies["__proto__"], "x");
  assertEquals(cookies["constructor"], "y");
  assertEquals(({} as { x?: string }).x, undefined);
  assertEquals(getCookies(new Headers())["toString"], undefined);
});

Deno.test("setCookie() writes each attribute", () => {
  assertEquals(
    sent({
      name: "sid",
      value: "abc",
      expires: new Date("2030-01-02T03:04:05Z"),
      maxAge: 60,
      domain: "a.example",
      path: "/login",
      secure: true,
      httpOnly: true,
      partitioned: true,
      sameSite: "Lax",
      unparsed: ["priority=high"],
    }),
    "sid=abc; Secure; HttpOnly; Partitioned; Max-Age=60; Domain=a.example; SameSite=Lax; " +
      "Path=/login; Expires=Wed, 02 Jan 2030 03:04:05 GMT; priority=high",
  );
  assertEquals(
    sent({ name: "a", value: "", expires: 1000 }),
    "a=; Expires=Thu, 01 Jan 1970 00:00:01 GMT",
  );
  assertEquals(sent({ name: "", value: "a" }), null);
});

Deno.test("setCookie() makes __Host and __Secure names what browsers demand", () => {
  assertEquals(
    sent({ name: "__Host-sid", value: "a", domain: "a.example", path: "/x" }),
    "__Host-sid=a; Secure; Path=/",
  );
  assertEquals(
    sent({ name: "__Secure-sid", value: "a" }),
    "__Secure-sid=a; Secure",
  );
});

Deno.test("setCookie() appends beside other cookies", () => {
  const headers = new Headers();
  setCookie(headers, { name: "a", value: "1" });
  setCookie(headers, { name: "b", value: "2" });
  assertEquals(headers.getSetCookie(), ["a=1", "b=2"]);
});

for (
  const value of [
    "a;b",
    "a b",
    "a,b",
    'a"b',
    "a\\b",
    "a\r\nset-cookie: x=1",
    "ä",
    "\0",
  ]
) {
  Deno.test(`setCookie() refuses the value ${JSON.stringify(value)}`, () => {
    assertThrows(() => sent({ name: "a", value }), SyntaxError);
  });
}

for (const name of ["a b", "a;b", "a=b", "ä", "a\n", '"a"']) {
  Deno.test(`setCookie() refuses the name ${JSON.stringify(name)}`, () => {
    assertThrows(() => sent({ name, value: "" }), SyntaxError);
  });
}

Deno.test("setCookie() refuses paths, domains and lifetimes that make no sense", () => {
  assertThrows(
    () => sent({ name: "a", value: "", path: "/;secure" }),
    SyntaxError,
  );
  assertThrows(() => sent({ name: "a", value: "", path: "/\n" }), SyntaxError);
  assertThrows(
    () => sent({ name: "a", value: "", domain: "-a.example" }),
    SyntaxError,
  );
  assertThrows(
    () => sent({ name: "a", value: "", domain: "a.example." }),
    SyntaxError,
  );
  assertThrows(
    () => sent({ name: "a", value: "", maxAge: -1 }),
    RangeError,
    "received -1",
  );
});

Deno.test("deleteCookie() ends a cookie of the same name and path", () => {
  const headers = new Headers();
  deleteCookie(headers, "__Host-sid", { httpOnly: true });
  assertEquals(
    headers.get("set-cookie"),
    "__Host-sid=; Secure; HttpOnly; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
  );
});
