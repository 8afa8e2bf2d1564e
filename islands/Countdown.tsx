import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { JSX } from "preact";

const two = (n: number) => String(n).padStart(2, "0");

/** A length of time for people; its width hardly changes while it counts. */
function lengthOf(seconds: number): string {
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return `${h} h ${two(m)} min ${two(s)} s`;
}

/** Counts down to a moment. Without script it shows how long it was when the page was made. */
export default function Countdown(props: {
  /** The moment, in seconds since 1970. */
  endsAtSeconds: number;
  /** The time at the server, in seconds since 1970. */
  nowSeconds: number;
}): JSX.Element {
  const now = useSignal(props.nowSeconds);
  useEffect(() => {
    // The visitor's clock may be wrong: it only says how much time goes by.
    const start = performance.now();
    const tick = () => now.value = props.nowSeconds + (performance.now() - start) / 1000;
    const timer = setInterval(tick, 1000);
    return () => clearInterval(timer);
  }, []);
  const left = Math.round(props.endsAtSeconds - now.value);
  const moment = new Date(props.endsAtSeconds * 1000).toISOString();
  return (
    <time class="countdown" dateTime={moment} title={moment}>
      {left > 0 ? lengthOf(left) : "none: it has ended"}
    </time>
  );
}
