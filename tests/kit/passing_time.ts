import { type GlobusAppConfig, UserApp } from "../../mod.ts";
import { Sandbox } from "../../lib/sandbox/sandbox.ts";
import { FakeClock, nextTurn } from "./clock.ts";

/** Milliseconds that pass at a time: few, so that work off the event loop meets no time limit. */
const STEP_MS = 250;

/**
 * A sandbox, and an app of Ada's in it, for work that logs in between its pauses. A clock that jumps
 * would jump over time limits while keys sign and hashes are computed; here time passes in small
 * steps, and never while a request is under way.
 */
export class PassingTime {
  readonly clock: FakeClock = new FakeClock();
  readonly sandbox: Sandbox = new Sandbox({ clock: this.clock, collections: 50 });
  readonly app: UserApp;
  #underWay = 0;

  /** @param config What differs in the config of the app. */
  constructor(config: GlobusAppConfig = {}) {
    this.app = new UserApp("tests", {
      clientId: this.sandbox.world.tutorialClientId,
      config: {
        fetch: (input, init) => this.#fetch(input, init),
        clock: this.clock,
        environment: "production",
        tokenStorage: "memory",
        loginFlowManager: this.sandbox.loginFlow(),
        ...config,
      },
    });
  }

  /** How often the person has logged in. */
  get logins(): number {
    const code = "grant_type=authorization_code";
    return this.sandbox.requests.filter(({ body }) => body.includes(code)).length;
  }

  /** Lets time pass until the work is done. */
  async until<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const end = () => void (isDone = true);
    work.then(end, end);
    while (!isDone) {
      await nextTurn();
      if (this.#underWay === 0) this.clock.advance(STEP_MS);
    }
    return await work;
  }

  async #fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    this.#underWay++;
    try {
      return await this.sandbox.fetch(input, init);
    } finally {
      this.#underWay--;
    }
  }
}
