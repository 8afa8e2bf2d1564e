import type { SandboxClock } from "./clock.ts";
import type { Hostile } from "./faults/hostile.ts";
import type { SeededRandom } from "./random.ts";
import type { SandboxSettings } from "./settings.ts";
import type { World } from "./world.ts";

/** What the handlers of all services work with. */
export interface SandboxState {
  /** People, clients, collections, tasks. */
  readonly world: World;
  /** What can be changed while the sandbox runs. */
  readonly settings: SandboxSettings;
  /** The time that tokens expire by and tasks progress by. */
  readonly clock: SandboxClock;
  /** Makes the ids of new documents. */
  readonly random: SeededRandom;
  /** Ways in which the authorization server misbehaves. */
  readonly hostile: Hostile;
}
