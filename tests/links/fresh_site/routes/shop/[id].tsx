import { HttpError, page } from "fresh";
import { define } from "../../state.ts";

export const handler = define.handlers({
  GET(ctx) {
    const { id } = ctx.params;
    if (id === "broken") throw new Error("out of order");
    if (id === "gone") throw new HttpError(410, "sold out");
    return page({ id, isNew: id === "new" }, {
      status: id === "new" ? 202 : 200,
      headers: { "x-id": encodeURI(id) },
    });
  },
  POST: async (ctx) => Response.json({ said: await ctx.req.text() }),
});

export default define.page<typeof handler>(({ data }) => (
  <p id="goods" data-new={String(data.isNew)}>{data.id}</p>
));
