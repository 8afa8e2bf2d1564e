import type { GlobusAPIError } from "../core/api_error.ts";
import type { RedriveOptions } from "../core/call.ts";
import { GlobusError } from "../core/errors.ts";
import { MAX_REDRIVES } from "../core/transport.ts";
import { RequirementNotMetError, RequirementRefusedError, withClassOf } from "../gare/errors.ts";
import { requirementKey } from "../gare/guard.ts";
import { limitRequirements } from "../gare/limit.ts";
import { mergeGares } from "../gare/merge.ts";
import { toGares } from "../gare/normalize.ts";
import type { Redriver, RedrivingApp } from "./redriver.ts";
import { SharedWork } from "./shared_work.ts";

/** Meets the requirements of services for an app. What that takes is loaded with the first refusal. */
export class LazyRedriver {
  readonly #app: RedrivingApp;
  #redriver: Redriver | undefined;

  /** Used by apps. */
  constructor(app: RedrivingApp) {
    this.#app = app;
  }

  /** Whether a call should be repeated: see {@link Redriver.redrive}. */
  async redrive(error: GlobusAPIError, options?: RedriveOptions): Promise<boolean> {
    // A page that is older than its site cannot load it: the refusal goes to the caller.
    const loaded = await import("./redriver.ts").catch(() => undefined);
    if (!loaded) return false;
    this.#redriver ??= new loaded.Redriver(this.#app, {
      GlobusError,
      RequirementNotMetError,
      RequirementRefusedError,
      SharedWork,
      limitRequirements,
      maxRedrives: MAX_REDRIVES,
      mergeGares,
      requirementKey,
      toGares,
      withClassOf,
    });
    return await this.#redriver.redrive(error, options);
  }
}
