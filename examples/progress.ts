import type { TaskProgress } from "@globus-deno/sdk";

/** Where progress is drawn. */
export interface Screen {
  /** Whether a line can be overwritten. */
  isTerminal(): boolean;
  /** Characters in a line. */
  columns(): number;
  /** Writes text unchanged, without a line break. */
  write(text: string): void;
}

/** Standard output. */
export const screen: Screen = {
  isTerminal: () => Deno.stdout.isTerminal(),
  columns: () => Deno.consoleSize().columns,
  write: (text) => void Deno.stdout.writeSync(new TextEncoder().encode(text)),
};

/**
 * Draws the progress of a task: in a terminal as one changing line with a bar, elsewhere as a new line
 * for each change.
 */
export class ProgressPicture {
  readonly #screen: Screen;
  #last = "";

  constructor(on: Screen = screen) {
    this.#screen = on;
  }

  /** Draws the current progress. */
  update(progress: TaskProgress): void {
    const ended = progress.state !== "active";
    const fault = progress.problem?.message ?? faultText(progress);
    if (this.#screen.isTerminal()) {
      const columns = this.#screen.columns();
      const line = [bar(progress, 24), ...facts(progress), fault].filter(Boolean).join("  ");
      // Carriage return, and erase the line: the previous one may have been longer.
      this.#screen.write(`\r\x1b[2K${[...line].slice(0, columns - 1).join("")}`);
      if (ended) this.#screen.write(`\n${fault ? `${fault}\n` : ""}`);
      return;
    }
    const line = [progress.state, percent(progress), fault].join("  ");
    if (line === this.#last) return;
    this.#last = line;
    this.#screen.write(
      `${
        [progress.state, percent(progress), ...facts(progress), fault].filter(Boolean).join("  ")
      }\n`,
    );
  }
}

function faultText({ fault }: TaskProgress): string {
  if (!fault) return "";
  return [fault.meaning, fault.details && `(${fault.details})`, fault.advice]
    .filter(Boolean).join(" ");
}

function fractionDone({ partsDone, partsTotal, state }: TaskProgress): number {
  return state === "succeeded" ? 1 : partsTotal > 0 ? Math.min(partsDone / partsTotal, 1) : 0;
}

function percent(progress: TaskProgress): string {
  return `${Math.floor(100 * fractionDone(progress))} %`.padStart(5);
}

function bar(progress: TaskProgress, width: number): string {
  const full = Math.round(width * fractionDone(progress));
  return `${"█".repeat(full)}${"░".repeat(width - full)} ${percent(progress)}`;
}

function facts(progress: TaskProgress): string[] {
  const { partsDone, partsTotal, bytesTransferred, bytesPerSecond, remainingMs } = progress;
  return [
    `${partsDone}/${partsTotal} parts`,
    bytesText(bytesTransferred),
    `${bytesText(BigInt(Math.round(bytesPerSecond)))}/s`,
    ...remainingMs === undefined ? [] : [`${durationText(remainingMs)} left`],
  ];
}

/** `1234567n` -> `1.2 MB`. */
export function bytesText(bytes: bigint): string {
  const units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];
  let unit = 0;
  let value = Number(bytes);
  for (; value >= 999.5 && unit < units.length - 1; unit++) value /= 1000;
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** `3723000` -> `1:02:03`. */
export function durationText(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60];
  if (seconds >= 3600) parts.unshift(Math.floor(seconds / 3600));
  return parts.map((part, i) => i === 0 ? part : String(part).padStart(2, "0")).join(":");
}
