import { assertEquals } from "@std/assert";
import { browserTest } from "../kit/browser.ts";

/** The bundled program of the page. */
async function bundle(): Promise<string> {
  const { outputFiles } = await Deno.bundle({
    entrypoints: [new URL("children/tab.ts", import.meta.url).pathname],
    platform: "browser",
    format: "esm",
    write: false,
  });
  return outputFiles![0].text();
}

browserTest(
  "F4 WebTokenStorage: tabs of Chromium that change tokens at once lose nothing",
  async (browser) => {
    const program = await bundle();
    const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
      const isProgram = new URL(request.url).pathname === "/tab.js";
      return new Response(isProgram ? program : `<script type="module" src="/tab.js"></script>`, {
        headers: { "content-type": isProgram ? "text/javascript" : "text/html" },
      });
    });
    const context = await browser.newContext();
    try {
      const tabs = await Promise.all([1, 2, 3].map(async () => {
        const tab = await context.newPage();
        await tab.goto(`http://127.0.0.1:${server.addr.port}/`);
        return tab;
      }));
      await Promise.all(tabs.map((tab) => tab.evaluate("count(20)")));
      for (const tab of tabs) assertEquals(await tab.evaluate("stored()"), "60");
      // A tab that is closed in the middle of a change does not block the other.
      await tabs[0].evaluate("hold()");
      await tabs[0].close();
      await tabs[1].evaluate("count(1)");
      assertEquals(await tabs[2].evaluate("stored()"), "61");
    } finally {
      await context.close();
      await server.shutdown();
    }
  },
);
