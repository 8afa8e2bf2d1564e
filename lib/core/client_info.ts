import { headerValue } from "./header.ts";
import { VERSION } from "./version.ts";

/**
 * A product that uses the SDK: fields such as `product` and `version`, or a string
 * `product=…,version=…`.
 */
export type ClientInfo = string | Readonly<Record<string, string>>;

/**
 * Makes the header `X-Globus-Client-Info`, which names the SDK and the products that use it.
 *
 * @throws {TypeError} If a name or a value holds `;`, `,` or `=`, which separate fields.
 */
export function clientInfoHeader(products: readonly ClientInfo[]): string {
  const all = [{ product: "globus-deno-sdk", version: VERSION }, ...products].map((product) => {
    const fields = typeof product === "string"
      ? product.split(",").map((field) => field.split("="))
      : Object.entries(product);
    return fields.map((field) => {
      if (field.length === 2 && field.every((part) => /^[^;,=]+$/.test(part))) {
        return field.join("=");
      }
      throw new TypeError(
        "Cannot use clientInfo: it needs fields such as product=cli,version=4, and no" +
          " `;`, `,` or `=` in their names and values",
      );
    }).join(",");
  });
  return headerValue("clientInfo", all.join(";"));
}
