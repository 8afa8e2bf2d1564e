import Counter from "../islands/Counter.tsx";
import { define } from "../state.ts";

const HOSTILE = `</script><script>document.title = "owned"</script><!--`;

export default define.page(({ url }) => {
  const extra = { $: "date", of: 5, list: [1, null, { $: "signal" }] };
  return (
    <main>
      <Counter name="one" count={3} extra={extra} />
      <Counter name={HOSTILE} count={7} extra={extra} />
      {url.searchParams.has("bad") && <Counter name="bad" count={1} extra={() => {}} />}
    </main>
  );
});
