/** Downloads a file again and again, until it is killed: `download.ts URL PATH`. */
import { CollectionClient } from "../../../../lib/services/https/client.ts";

const [url, path] = Deno.args;
const client = new CollectionClient(new URL(url).origin);
for (let turn = 0;; turn++) {
  console.log(`begin ${turn}`);
  const { resumedFromBytes } = await client.download(new URL(url).pathname, path, {
    ...{ overwrite: true, resume: turn % 4 !== 3 },
    onProgress: ({ doneBytes }) => {
      if (doneBytes % 524_288 < 65_536) console.log("progress");
    },
  });
  console.log(`done ${resumedFromBytes}`);
}
