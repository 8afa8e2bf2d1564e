import { type Scope, ScopeParser } from "@globus-deno/sdk";
import type { JSX } from "preact";
import { LongName } from "./pieces.tsx";
import { meaningOf } from "./scope_texts.ts";

/** Scopes and their meanings. Below each scope stand the scopes that it depends on. */
export function ScopeTree(props: {
  /** Scopes in the notation of Globus: `name[dependency *optional]`, separated by spaces. */
  scope: string;
}): JSX.Element {
  return <Branch scopes={ScopeParser.parse(props.scope)} />;
}

function Branch(props: { scopes: readonly Scope[] }): JSX.Element {
  return (
    <ul class="tree">
      {props.scopes.map((scope, i) => (
        <li key={i}>
          <LongName text={scope.scopeString} />{" "}
          {scope.optional && <span class="badge">optional</span>}
          <span class="note block">{meaningOf(scope.scopeString)}</span>
          {scope.dependencies.length > 0 && <Branch scopes={scope.dependencies} />}
        </li>
      ))}
    </ul>
  );
}
