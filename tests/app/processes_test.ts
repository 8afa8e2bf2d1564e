import { assertEquals, assertMatch } from "@std/assert";
import { UserApp } from "../../lib/app/user_app.ts";
import { realClock, Sandbox, TUTORIAL_CLIENT_ID } from "../../lib/sandbox/mod.ts";
import { serveSandbox } from "../../lib/sandbox/serve_deno.ts";
import { openStore, SHARED_KINDS } from "../kit/open_store.ts";
import { scaled, startChild, withFolder } from "../kit/processes.ts";
import { CommandLineLoginFlowManager } from "../../lib/login/command_line.ts";
import { TRANSFER, TRANSFER_ALL } from "../kit/apps.ts";

/** `APP_PROCESSES=50 APP_ROUNDS=100` runs as many as the security requirements ask for. */
const processes = scaled("APP_PROCESSES", 16);
const rounds = scaled("APP_ROUNDS", 5);

for (const kind of SHARED_KINDS) {
  Deno.test(`R9 ${kind}: ${processes} processes on one store renew once for each of ${rounds} expiries, and lose no rotation`, () =>
    withFolder(async (folder) => {
      const clock = realClock();
      const sandbox = new Sandbox({ clock, refreshRotation: true, collections: 10 });
      const server = serveSandbox(sandbox);
      const path = `${folder}/tokens`;
      const { storage, close } = await openStore(kind, path);
      let url = "";
      const app = new UserApp("shared", {
        clientId: TUTORIAL_CLIENT_ID,
        scopeRequirements: { [TRANSFER]: TRANSFER_ALL },
        config: {
          sandboxUrl: server.url,
          tokenStorage: storage,
          loginFlowManager: {
            forGlobusApp: (context) =>
              new CommandLineLoginFlowManager(context.loginClient, {
                ...context,
                print: (text) => url = /http\S+/.exec(text)![0],
                readLine: () => sandbox.approve(url),
              }),
          },
        },
      });
      await app.login();
      const program = new URL("children/call.ts", import.meta.url);
      const children = Array.from(
        { length: processes },
        () => startChild(program, folder, [kind, path, server.url, TUTORIAL_CLIENT_ID]),
      );
      try {
        for (const child of children) assertEquals(await child.nextLine(), "ready");
        const renewals = () =>
          sandbox.requests.filter(({ path, body }) =>
            path === "/v2/oauth2/token" && body.includes("grant_type=refresh_token")
          ).length;
        const seen = new Set<string>();
        for (let round = 0; round <= rounds; round++) {
          if (round > 0) clock.advance(172_801_000);
          const offset = `${round * 172_801_000}`;
          await Promise.all(children.map((child) => child.send(offset)));
          const answers = new Set(await Promise.all(children.map((child) => child.nextLine())));
          assertEquals(answers.size, 1, [...answers].join());
          const [answer] = answers;
          assertMatch(answer!, /^[\d.]+$/);
          seen.add(answer!);
          assertEquals(renewals(), round);
        }
        assertEquals(seen.size, rounds + 1);
      } finally {
        await Promise.all(children.map((child) => child.kill()));
        close();
        await server.shutdown();
      }
    }));
}
