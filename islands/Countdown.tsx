import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { JSX } from "preact";

/** Formats a duration. Its width hardly changes from second to second. */
function lengthOf(seconds: number): string {
  const twoDigits = (n: number) => String(n).padStart(2, "0");
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return `${h} h ${twoDigits(m)} min ${twoDigits(s)} s`;
}

/** Counts down to a time. Without script it shows the time left when the page was made. */
export default function Countdown(props: {
  /** The time to count down to, in seconds since 1970. */
  endsAtSeconds: number;
  /** Globus's current time, in seconds since 1970. */
  nowSeconds: number;
}): JSX.Element {
  const now = useSignal(props.nowSeconds);
  useEffect(() => {
    // The visitor's clock may be wrong, so it only measures the time that has passed.
    const start = performance.now();
    const tick = () => now.value = props.nowSeconds + (performance.now() - start) / 1000;
    const timer = setInterval(tick, 1000);
    return () => clearInterval(timer);
  }, []);
  const left = Math.round(props.endsAtSeconds - now.value);
  const moment = new Date(props.endsAtSeconds * 1000).toISOString();
  return (
    <time class="countdown" dateTime={moment} title={moment}>
      {left > 0 ? lengthOf(left) : "expired"}
    </time>
  );
}
