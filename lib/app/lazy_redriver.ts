import type { GlobusAPIError } from "../core/api_error.ts";
import type { MeetOptions, RedriveOptions } from "../core/call.ts";
import { GlobusError } from "../core/errors.ts";
import { isObject, isUuid } from "../core/guards.ts";
import { plainText } from "../core/text.ts";
import { MAX_REDRIVES } from "../core/transport.ts";
import { RequirementNotMetError, RequirementRefusedError, withClassOf } from "../gare/errors.ts";
import { GARE } from "../gare/gare.ts";
import { requirementKey } from "../gare/guard.ts";
import { mergeGares } from "../gare/merge.ts";
import {
  cleanList,
  GlobusAuthorizationParameters,
  isTexts,
  sortParameters,
} from "../gare/parameters.ts";
import { scopeList, ScopeParser } from "../scopes/scope.ts";
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
      GARE,
      GlobusAuthorizationParameters,
      GlobusError,
      RequirementNotMetError,
      RequirementRefusedError,
      ScopeParser,
      cleanList,
      isObject,
      isTexts,
      isUuid,
      maxRedrives: MAX_REDRIVES,
      mergeGares,
      plainText,
      requirementKey,
      scopeList,
      sortParameters,
      withClassOf,
    });
  }
}
