import { assertEquals } from "@std/assert";
import type { ComponentChildren } from "preact";
import { renderToString } from "preact-render-to-string";

const HOSTILE = `<b>&"'</b>`;
const ESCAPED = `&lt;b>&amp;&quot;'&lt;/b>`;

function Box(props: { children: ComponentChildren }) {
  return <div>{props.children}</div>;
}

Deno.test("a text is escaped once, alone, in an array, in nested arrays and as a child of a component", () => {
  assertEquals(renderToString(<p>{HOSTILE}</p>), `<p>${ESCAPED}</p>`);
  assertEquals(renderToString(<p>{[HOSTILE, [HOSTILE]]}</p>), `<p>${ESCAPED}${ESCAPED}</p>`);
  assertEquals(renderToString(<Box>{HOSTILE}</Box>), `<div>${ESCAPED}</div>`);
  assertEquals(renderToString(<Box>{HOSTILE} {1}</Box>), `<div>${ESCAPED} 1</div>`);
  const items = [HOSTILE, "b"].map((text) => text.length > 1 ? text : <i key={text}>{text}</i>);
  assertEquals(renderToString(<p>{items}</p>), `<p>${ESCAPED}<i >b</i></p>`);
});

Deno.test("an array that is rendered is not changed, and can be rendered again", () => {
  const texts = [HOSTILE, "plain"];
  const page = () => renderToString(<p>{texts}</p>);
  assertEquals(page(), page());
  assertEquals(texts, [HOSTILE, "plain"]);
});

Deno.test("null, undefined and booleans render nothing, zero renders", () => {
  assertEquals(renderToString(<p>{[null, undefined, true, false, 0]}{0}</p>), "<p>00</p>");
  assertEquals(renderToString(<p>{[]}</p>), "<p></p>");
});

Deno.test("attributes are escaped, and false is written where it means something", () => {
  const isHidden = Boolean(HOSTILE.length > 1000);
  const html = renderToString(
    <div title={HOSTILE} aria-hidden={isHidden} hidden={isHidden}>
      <input spellcheck={false} disabled checked={isHidden} />
    </div>,
  );
  assertEquals(
    html.replaceAll(/ +/g, " ").replaceAll(" >", ">"),
    `<div title="${ESCAPED}" aria-hidden="false"><input spellcheck="false" disabled></div>`,
  );
});
