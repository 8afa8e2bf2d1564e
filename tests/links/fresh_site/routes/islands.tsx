import { signal } from "@preact/signals";
import Counter, { Label } from "../islands/Counter.tsx";
import { define } from "../state.ts";

const HOSTILE = `</script><script>document.title = "owned"</script><!--`;

export default define.page(({ url }) => {
  const count = signal(3);
  const since = new Date("2030-01-02T03:04:05Z");
  const extra = { $: "date", of: 5, list: [1, null, { $: "signal" }] };
  return (
    <main>
      <Counter name="one" count={count} since={since} extra={extra} />
      <Counter name={HOSTILE} count={count} since={since} extra={extra} />
      <Label text="beside" />
      {url.searchParams.has("bad") && <Label text="bad" onClick={() => {}} />}
    </main>
  );
});
