import type { GlobusAPIError } from "../core/api_error.ts";
import type { MeetOptions, RedriveOptions } from "../core/call.ts";
import { GlobusError } from "../core/errors.ts";
import { MAX_REDRIVES } from "../core/transport.ts";
import { RequirementNotMetError, RequirementRefusedError, withClassOf } from "../gare/errors.ts";
import { requirementKey } from "../gare/guard.ts";
import { limitRequirements } from "../gare/limit.ts";
import { mergeGares } from "../gare/merge.ts";
import { findGares, toGares } from "../gare/normalize.ts";
import type { Redriver, RedrivingApp } from "./redriver.ts";
import type { SharedWorkTools } from "./shared_work.ts";

/** Loads the {@link Redriver} of an app when a service first refuses a call. */
export class LazyRedriver {
  readonly #app: RedrivingApp;
  readonly #sharing: SharedWorkTools;
  #redriver: Redriver | undefined;

  /** Takes the app, and what logins that calls share need. Loads nothing. */
  constructor(app: RedrivingApp, sharing: SharedWorkTools) {
    this.#app = app;
    this.#sharing = sharing;
  }

  /** Whether a call should be repeated: see {@link Redriver.redrive}. */
  async redrive(error: GlobusAPIError, options?: RedriveOptions): Promise<boolean> {
    return await (await this.#load())?.redrive(error, options) ?? false;
  }

  /** Whether a requirement was met: see {@link Redriver.meet}. */
  async meet(document: unknown, options: MeetOptions): Promise<boolean> {
    return await (await this.#load())?.meet(document, options) ?? false;
  }

  async #load(): Promise<Redriver | undefined> {
    // A page that is older than its site cannot load the file: then the call fails with the refusal.
    const loaded = await import("./redriver.ts").catch(() => undefined);
    if (!loaded) return undefined;
    return this.#redriver ??= new loaded.Redriver(this.#app, {
      ...this.#sharing,
      GlobusError,
      RequirementNotMetError,
      RequirementRefusedError,
      findGares,
      limitRequirements,
      maxRedrives: MAX_REDRIVES,
      mergeGares,
      requirementKey,
      toGares,
      withClassOf,
    });
  }
}
