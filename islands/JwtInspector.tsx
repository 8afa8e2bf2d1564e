import { useSignal } from "@preact/signals";
import { IS_BROWSER } from "fresh/runtime";
import type { JSX } from "preact";
import { readJwt } from "../site/pages/tokens/read_jwt.ts";
import { sampleJwt } from "../site/pages/tokens/sample_jwt.ts";

/** Reads a pasted JWT in the browser. The field has no name and no form, so that nothing is sent. */
export default function JwtInspector(): JSX.Element {
  const text = useSignal("");
  const read = text.value.trim() ? readJwt(text.value) : undefined;
  return (
    <>
      <label class="field card action">
        <span class="note">A JWT, such as an ID token</span>
        <textarea
          rows={5}
          disabled={!IS_BROWSER}
          spellcheck={false}
          autocomplete="off"
          value={text}
          onInput={(event) => text.value = event.currentTarget.value}
        />
      </label>
      <p>
        <button
          type="button"
          class="button small quiet"
          disabled={!IS_BROWSER}
          onClick={() => text.value = sampleJwt()}
        >
          Use a sample
        </button>
      </p>
      <div role="status">
        {typeof read === "string" && <p class="notice bad">{read}</p>}
        {typeof read === "object" && (
          <>
            <p class="notice warn">
              <strong>Not verified</strong>
              <br />
              Anyone can write a JWT with any claims. Check the signature before you trust it.
            </p>
            {[["Header", read.header], ["Claims", read.claims]].map(([title, lines]) => (
              <section key={title as string} class="panel">
                <div class="panel-head">
                  <h2>{title}</h2>
                </div>
                <dl class="facts panel-body">
                  {(lines as [string, string][]).map(([name, value]) => (
                    <div key={name}>
                      <dt>{name}</dt>
                      <dd>{value}</dd>
                    </div>
                  ))}
                </dl>
              </section>
            ))}
            <p class="note">Signature: {read.signatureLength} characters</p>
          </>
        )}
      </div>
    </>
  );
}
