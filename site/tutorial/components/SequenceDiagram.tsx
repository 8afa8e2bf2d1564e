import type { JSX } from "preact";
import { site } from "../../portal/site.ts";
import type { WireEntry } from "../wire_log.ts";
import { statusText, wireAddress } from "./WireLogView.tsx";

const LANE_WIDTH = 208;
const ROW_HEIGHT = 52;
const TOP = 58;
/** Characters of a method and a path above an arrow. */
const MAX_LABEL = 23;
const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

const NAMES: ReadonlyMap<string, string> = new Map([
  ["auth.globus.org", "Globus Auth"],
  ["flows.automate.globus.org", "Globus Flows"],
  ["flows.globus.org", "Globus Flows"],
  ["groups.api.globus.org", "Globus Groups"],
  ["search.api.globus.org", "Globus Search"],
  ["timer.automate.globus.org", "Globus Timers"],
  ["transfer.api.globus.org", "Globus Transfer"],
]);

/** A request between two parties, and the status of its response. */
interface Arrow {
  from: string;
  to: string;
  text: string;
  /** Status of the response, or what came in its place. */
  status: string;
}

/** Turns requests into arrows between the browser, this site and the services. */
function arrowsOf(entries: readonly WireEntry[], sandboxUrl?: string): Arrow[] {
  return entries.map((entry) => {
    const { host, rest } = wireAddress(entry.url, sandboxUrl);
    const isHere = URL.parse(entry.url)?.origin === site.config.publicOrigin.origin;
    return {
      from: entry.by === "browser" ? "Browser" : "This site",
      to: isHere ? "This site" : NAMES.get(host) ?? host,
      text: `${entry.method} ${shortPath(rest, MAX_LABEL - entry.method.length)}`,
      status: statusText(entry),
    };
  });
}

/** The last parts of a path. The list of requests has all of it. */
function shortPath(rest: string, length: number): string {
  const path = rest.split("?")[0].replace(UUID, "…");
  if (path.length <= length) return path;
  const slash = path.indexOf("/", path.length - length);
  return `…${path.slice(slash < 0 ? -length : slash)}`;
}

/** Who sent what to whom, in order: drawn from requests that were really sent. */
export function SequenceDiagram(props: {
  entries: readonly WireEntry[];
  /** What the picture shows, for screen readers. */
  title: string;
}): JSX.Element | null {
  const arrows = arrowsOf(props.entries, site.config.sandboxUrl);
  if (arrows.length === 0) return null;
  const parties = ["Browser", "This site"]
    .concat(arrows.flatMap(({ from, to }) => [from, to]))
    .filter((name, at, all) => all.indexOf(name) === at)
    .filter((name) => name !== "Browser" || arrows.some(({ from }) => from === name));
  const width = parties.length * LANE_WIDTH;
  const height = TOP + arrows.length * ROW_HEIGHT + 8;
  const laneOf = (name: string) => parties.indexOf(name) * LANE_WIDTH + LANE_WIDTH / 2;
  const story = arrows.map(({ from, status, text, to }, i) =>
    `${i + 1}. ${from} to ${to}: ${text}, ${status}`
  ).join("; ");
  return (
    <div class="scroll panel sequence" tabIndex={0} role="region" aria-label={props.title}>
      <svg
        class={parties.length > 2 ? "diagram" : "diagram narrow"}
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={story}
      >
        <marker
          id="arrow"
          viewBox="0 0 8 8"
          refX="7"
          refY="4"
          markerWidth="6"
          markerHeight="6"
          orient="auto-start-reverse"
        >
          <path d="M0 0l8 4-8 4z" />
        </marker>
        {parties.map((name) => (
          <g key={name}>
            <line x1={laneOf(name)} x2={laneOf(name)} y1="40" y2={height} />
            <rect x={laneOf(name) - 78} y="8" width="156" height="34" rx="8" />
            <text x={laneOf(name)} y="30">{name}</text>
          </g>
        ))}
        {arrows.map(({ from, status, text, to }, i) => {
          const [a, b] = [laneOf(from), laneOf(to)];
          const y = TOP + i * ROW_HEIGHT + 22;
          const way = Math.sign(b - a) || 1;
          return (
            <g key={i}>
              <path d={`M${a} ${y}H${b - way * 3}`} marker-end="url(#arrow)" />
              <path
                class="back"
                d={`M${b} ${y + 18}H${a + way * 3}`}
                marker-end="url(#arrow)"
              />
              <text x={(a + b) / 2} y={y - 6}>
                <tspan>{`${i + 1}. ${text}`}</tspan>
              </text>
              <text x={(a + b) / 2} y={y + 15}>
                <tspan>{status}</tspan>
              </text>
            </g>
          );
        })}
      </svg>
    </div>
  );
}
