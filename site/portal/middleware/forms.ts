import { HttpError } from "fresh";
import { define } from "../state.ts";

/** The largest form that the site reads, in bytes. */
const MAX_FORM_BYTES = 64 * 1024;
/** Milliseconds that a form may take to arrive. */
const FORM_TIMEOUT_MS = 30_000;
const UNSAFE_METHODS = ["POST", "PUT", "PATCH", "DELETE"];

/** Whether a request may change something: all methods but GET, HEAD and OPTIONS. */
export function changesSomething({ method }: Request): boolean {
  return UNSAFE_METHODS.includes(method);
}

/**
 * Reads the submitted form. Refuses other content types, forms of more than 64 KiB, and forms that do
 * not arrive within 30 seconds.
 */
export const readForm = define.middleware(async (ctx) => {
  const { req, state } = ctx;
  if (changesSomething(req)) {
    const type = req.headers.get("content-type") ?? "";
    const sizeBytes = Number(req.headers.get("content-length") ?? NaN);
    if (!type.startsWith("application/x-www-form-urlencoded")) throw new HttpError(415);
    if (!(sizeBytes <= MAX_FORM_BYTES)) throw new HttpError(413);
    state.form = await arrived(req);
  }
  return await ctx.next();
});

/** Waits for the form. Clients that stop sending cost no place and no stack in the log. */
async function arrived(request: Request): Promise<FormData> {
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new HttpError(408)), FORM_TIMEOUT_MS);
  try {
    return await Promise.race([request.formData(), tooLate]);
  } catch (cause) {
    throw cause instanceof HttpError ? cause : new HttpError(400, undefined, { cause });
  } finally {
    clearTimeout(timer);
  }
}
