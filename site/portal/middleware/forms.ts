import { HttpError } from "fresh";
import { define } from "../state.ts";

/** The largest form that the site reads, in bytes. */
const MAX_FORM_BYTES = 64 * 1024;
const UNSAFE_METHODS = ["POST", "PUT", "PATCH", "DELETE"];

/** Whether a request may change something: all methods but GET, HEAD and OPTIONS. */
export function changesSomething({ method }: Request): boolean {
  return UNSAFE_METHODS.includes(method);
}

/** Reads the submitted form. Refuses other content types, and forms of more than 64 KiB. */
export const readForm = define.middleware(async (ctx) => {
  const { req, state } = ctx;
  if (changesSomething(req)) {
    const type = req.headers.get("content-type") ?? "";
    const sizeBytes = Number(req.headers.get("content-length") ?? NaN);
    if (!type.startsWith("application/x-www-form-urlencoded")) throw new HttpError(415);
    if (!(sizeBytes <= MAX_FORM_BYTES)) throw new HttpError(413);
    state.form = await req.formData();
  }
  return await ctx.next();
});
