import { safeReturnTo } from "@globus-deno/sdk";
import { HttpError } from "fresh";
import { startLogin } from "../login/login.ts";
import { site } from "../site.ts";
import type { State } from "../state.ts";
import { noteRequirement } from "./last_requirement.ts";
import { readRequirement } from "./requirements.ts";

/**
 * Starts the login that a service requires, for the form of a refusal.
 *
 * @param returnTo Path of the page that needs the login. @default the form's field `return_to`
 * @throws {HttpError} 400 if the form holds no requirement, or one that the site must not follow.
 */
export async function startLoginFor(
  request: Request,
  state: State,
  returnTo: unknown = state.form?.get("return_to"),
): Promise<Response> {
  const packed = state.form?.get("requirement");
  const parameters = readRequirement(packed);
  if (typeof packed !== "string" || !parameters) throw new HttpError(400);
  await noteRequirement(state.session, packed);
  return await startLogin(request, state, {
    returnTo: safeReturnTo(site.config.publicOrigin, returnTo),
    parameters,
  });
}
