import { assert, assertEquals } from "@std/assert";
import { GlobusError } from "../../lib/core/errors.ts";
import { SeededRandom } from "../../lib/sandbox/random.ts";
import { MemoryTokenStorage } from "../../lib/storage/memory.ts";
import type { TokenTransaction, UpdateOptions } from "../../lib/storage/token_storage.ts";
import { header, Setting, TRANSFER } from "../kit/apps.ts";

/** Records what is stored for Transfer after each change. */
class LoggedStorage extends MemoryTokenStorage {
  readonly log: (string | undefined)[] = [];

  override update<T>(
    change: (tokens: TokenTransaction) => T | Promise<T>,
    options?: UpdateOptions,
  ): Promise<T> {
    return super.update(async (tokens) => {
      const result = await change(tokens);
      if (tokens.changes.has(TRANSFER)) {
        this.log.push(tokens.get(TRANSFER)?.refresh_token ?? undefined);
      }
      return result;
    }, options);
  }
}

/** Requests and responses that wait until the test lets one of them continue. */
class Gates {
  /** By each refresh token that a renewal gave: the one that it replaced. */
  readonly parents = new Map<string, string>();
  /** Refresh tokens that were sent, in order. */
  readonly used: string[] = [];
  open = true;
  readonly #waiting: (() => void)[] = [];
  readonly #fetch: typeof globalThis.fetch;

  constructor(fetch: typeof globalThis.fetch) {
    this.#fetch = fetch;
  }

  /** Replaces `fetch`. */
  readonly fetch = async (url: string, init: RequestInit): Promise<Response> => {
    await this.#pass();
    const response = await this.#fetch(url, init);
    const form = new URLSearchParams(String(init.body ?? ""));
    const parent = form.get("refresh_token");
    if (parent !== null) {
      this.used.push(parent);
      const { refresh_token: child } = await response.clone().json();
      if (child) this.parents.set(child, parent);
    }
    await this.#pass();
    return response;
  };

  #pass(): Promise<void> | undefined {
    return this.open ? undefined : new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Lets one request or response that waits continue. */
  release(choose: (count: number) => number): void {
    if (this.#waiting.length > 0) this.#waiting.splice(choose(this.#waiting.length), 1)[0]();
  }
}

/** Waits until all work waits for a request. */
async function settle(): Promise<void> {
  for (let n = 0; n < 3; n++) await new Promise((resolve) => setTimeout(resolve, 0));
}

const SCHEDULES = 60;

Deno.test(`F6 in ${SCHEDULES} interleavings of renewals, logins and a logout no old token is stored again`, async () => {
  const setting = new Setting({ refreshRotation: true });
  const { sandbox, clock } = setting;
  for (let seed = 1; seed <= SCHEDULES; seed++) {
    const random = new SeededRandom(seed);
    const storage = new LoggedStorage();
    const gates = new Gates(sandbox.fetch);
    const make = () => setting.userApp({ tokenStorage: storage, fetch: gates.fetch });
    await make().login();
    clock.advance(172_801_000);
    gates.open = false;
    const leaves = seed % 3 === 0;
    const work = [
      () => header(make()),
      () => header(make()),
      () => make().login({ force: true }),
      () => header(make()),
      ...leaves ? [() => make().logout()] : [() => make().login({ force: true })],
    ];
    let running = work.length;
    const outcomes = work.map(async (start) => {
      // In any order, with any distance.
      for (let n = random.below(7); n > 0; n--) await settle();
      try {
        return await start();
      } catch (error) {
        return error;
      } finally {
        running--;
      }
    });
    while (running > 0) {
      await settle();
      gates.release((count) => random.below(count));
    }
    for (const outcome of await Promise.all(outcomes)) {
      assert(!(outcome instanceof Error) || outcome instanceof GlobusError, `${seed}: ${outcome}`);
    }
    checkHistory(gates, storage.log, seed);
    gates.open = true;
    const last = storage.log.at(-1);
    assertEquals((await storage.getTokenData(TRANSFER))?.refresh_token ?? undefined, last);
    if (last === undefined) continue;
    // The tokens that are stored in the end can still be renewed.
    clock.advance(172_801_000);
    const silent = setting.userApp({ tokenStorage: storage, loginFlowManager: null });
    assert(await header(silent), `${seed}`);
  }
});

/** Checks that replaced or revoked tokens are never stored again, and that no renewal is lost. */
function checkHistory({ parents, used }: Gates, log: (string | undefined)[], seed: number): void {
  // Using a rotated token again would revoke all of them.
  assertEquals(new Set(used).size, used.length, `${seed}: a refresh token was used twice`);
  const rootOf = (token: string): string => {
    const parent = parents.get(token);
    return parent ? rootOf(parent) : token;
  };
  const past = new Set<string>();
  let before: string | undefined;
  for (const token of log) {
    if (token !== undefined) {
      assert(!past.has(rootOf(token)), `${seed}: an older login came back`);
      if (before !== undefined && rootOf(before) === rootOf(token)) {
        assertEquals(parents.get(token), before, `${seed}: a renewal was lost`);
      }
    }
    if (before !== undefined && (token === undefined || rootOf(token) !== rootOf(before))) {
      past.add(rootOf(before));
    }
    before = token;
  }
}
