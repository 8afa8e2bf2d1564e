import { isObject } from "../http/json.ts";
import { childOf, EvaluationError, peekPath, readPath } from "./json_path.ts";

/** Longest text that an expression may make. */
const MAX_TEXT = 200_000;
const MAX_DEPTH = 64;

/**
 * Computes the expression of a parameter `name.=`: Python's operators over the flow's state, which
 * names reach (`a.b[0]`), and so do JSONPaths in back quotes. Functions: `pathsplit`, `is_present`,
 * `getattr`, `len`, `str`, `int`, `float`.
 *
 * @throws {EvaluationError} If it cannot be read, or a value in it is absent or of a wrong type.
 */
export function evaluate(text: string, state: unknown): unknown {
  return new Expression(text, state).value();
}

type Token = { kind: "number" | "text" | "path" | "name" | "sign"; text: string };

const TOKEN =
  /\s*(?:(\d+(?:\.\d+)?)|'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|`([^`]*)`|([A-Za-z_]\w*)|(\/\/|\*\*|==|!=|<=|>=|[-+*/%<>()[\],.]))/y;

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const found = TOKEN.exec(text);
    if (!found) throw new EvaluationError(`The expression "${text}" cannot be read`);
    const [, number, single, double, path, name, sign] = found;
    const quoted = single ?? double;
    if (number !== undefined) tokens.push({ kind: "number", text: number });
    else if (quoted !== undefined) {
      tokens.push({ kind: "text", text: quoted.replace(/\\(.)/g, "$1") });
    } else if (path !== undefined) tokens.push({ kind: "path", text: path });
    else if (name !== undefined) tokens.push({ kind: "name", text: name });
    else tokens.push({ kind: "sign", text: sign });
  }
  return tokens;
}

/** Operators of two sides by how strongly they bind, the weakest first. */
const LEVELS: readonly (readonly string[])[] = [
  ["==", "!=", "<=", ">=", "<", ">", "in"],
  ["+", "-"],
  ["*", "/", "//", "%"],
];

/** A part of an expression: computed where its value is needed, as in Python. */
type Part = () => unknown;

class Expression {
  readonly #text: string;
  readonly #state: unknown;
  readonly #tokens: Token[];
  #at = 0;
  #depth = 0;

  constructor(text: string, state: unknown) {
    this.#text = text;
    this.#state = state;
    this.#tokens = tokensOf(text);
  }

  value(): unknown {
    const part = this.#choice();
    if (this.#at < this.#tokens.length) throw this.#fault();
    return part();
  }

  #fault(): EvaluationError {
    return new EvaluationError(`The expression "${this.#text}" cannot be computed`);
  }

  /** Takes the next token if it is this sign or word. */
  #take(text: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.text !== text || (token.kind !== "sign" && token.kind !== "name")) return false;
    this.#at++;
    return true;
  }

  #need(text: string): void {
    if (!this.#take(text)) throw this.#fault();
  }

  /** `a if condition else b` */
  #choice(): Part {
    if (++this.#depth > MAX_DEPTH) throw this.#fault();
    const value = this.#either();
    let part = value;
    if (this.#take("if")) {
      const condition = this.#either();
      this.#need("else");
      const other = this.#choice();
      part = () => truth(condition()) ? value() : other();
    }
    this.#depth--;
    return part;
  }

  #either(): Part {
    const parts = [this.#both()];
    while (this.#take("or")) parts.push(this.#both());
    return parts.reduce((left, right) => () => {
      const value = left();
      return truth(value) ? value : right();
    });
  }

  #both(): Part {
    const parts = [this.#not()];
    while (this.#take("and")) parts.push(this.#not());
    return parts.reduce((left, right) => () => {
      const value = left();
      return truth(value) ? right() : value;
    });
  }

  #not(): Part {
    let turns = 0;
    while (this.#take("not")) turns++;
    const part = this.#level(0);
    return turns === 0 ? part : () => truth(part()) === (turns % 2 === 0);
  }

  #level(level: number): Part {
    if (level === LEVELS.length) return this.#unary();
    let part = this.#level(level + 1);
    for (;;) {
      const sign = LEVELS[level].find((one) => this.#take(one));
      if (sign === undefined) return part;
      const [left, right] = [part, this.#level(level + 1)];
      part = () => this.#compute(sign, left(), right());
    }
  }

  #unary(): Part {
    let turns = 0;
    while (this.#take("-")) turns++;
    const base = this.#postfix();
    const power = this.#take("**") ? this.#nested(() => this.#unary()) : undefined;
    const part: Part = power ? () => this.#number(base()) ** this.#number(power()) : base;
    return turns === 0 ? part : () => this.#number(part()) * (turns % 2 === 0 ? 1 : -1);
  }

  /** Reads a part that stands inside another one of its kind. */
  #nested(read: () => Part): Part {
    if (++this.#depth > MAX_DEPTH) throw this.#fault();
    const part = read();
    this.#depth--;
    return part;
  }

  #postfix(): Part {
    let part = this.#primary();
    for (;;) {
      const whole = part;
      if (this.#take(".")) {
        const token = this.#tokens[this.#at++];
        if (token?.kind !== "name") throw this.#fault();
        part = () => this.#present(childOf(whole(), token.text));
      } else if (this.#take("[")) {
        const place = this.#choice();
        this.#need("]");
        part = () => this.#present(memberOf(whole(), place()));
      } else return part;
    }
  }

  #present(value: unknown): unknown {
    if (value !== undefined) return value;
    throw new EvaluationError(`The expression "${this.#text}" names a value that is absent`);
  }

  #primary(): Part {
    const token = this.#tokens[this.#at++];
    if (!token) throw this.#fault();
    const { kind, text } = token;
    if (kind === "number") return () => Number(text);
    if (kind === "text") return () => text;
    if (kind === "path") return () => readPath(this.#state, text);
    if (kind === "name") return this.#name(text);
    if (text === "(") {
      const part = this.#choice();
      this.#need(")");
      return part;
    }
    if (text !== "[") throw this.#fault();
    const items = this.#list("]");
    return () => items.map((item) => item());
  }

  #name(name: string): Part {
    if (CONSTANTS.has(name)) return () => CONSTANTS.get(name);
    if (!this.#take("(")) return () => this.#present(childOf(this.#state, name));
    const given = this.#list(")");
    return () => this.#call(name, given.map((part) => part()));
  }

  #list(end: string): Part[] {
    const items: Part[] = [];
    while (!this.#take(end)) {
      items.push(this.#choice());
      if (!this.#take(",")) {
        this.#need(end);
        break;
      }
    }
    return items;
  }

  #call(name: string, [first, second]: unknown[]): unknown {
    switch (name) {
      case "pathsplit": {
        const path = this.#string(first);
        const cut = path.lastIndexOf("/") + 1;
        return [path.slice(0, cut), path.slice(cut)];
      }
      case "is_present":
        return this.#peek(first) !== undefined;
      case "getattr": {
        const value = this.#peek(first);
        return value === undefined ? second ?? null : value;
      }
      case "len":
        if (typeof first === "string") return [...first].length;
        if (Array.isArray(first)) return first.length;
        if (isObject(first)) return Object.keys(first).length;
        break;
      case "str":
        return textOf(first);
      case "int":
        return Math.trunc(this.#number(typeof first === "string" ? Number(first) : first));
      case "float":
        return this.#number(typeof first === "string" ? Number(first) : first);
    }
    throw this.#fault();
  }

  /** The value that a text names, with or without `$.` before it. */
  #peek(name: unknown): unknown {
    const path = this.#string(name);
    return peekPath(this.#state, path.startsWith("$") ? path : `$.${path}`);
  }

  #string(value: unknown): string {
    if (typeof value !== "string") throw this.#fault();
    return value;
  }

  #number(value: unknown): number {
    if (typeof value === "boolean") return Number(value);
    if (typeof value !== "number" || Number.isNaN(value)) throw this.#fault();
    return value;
  }

  #compute(sign: string, left: unknown, right: unknown): unknown {
    switch (sign) {
      case "==":
        return same(left, right);
      case "!=":
        return !same(left, right);
      case "in":
        if (Array.isArray(right)) return right.some((item) => same(item, left));
        if (isObject(right)) return Object.hasOwn(right, this.#string(left));
        return this.#string(right).includes(this.#string(left));
      case "+":
        return this.#sum(left, right);
    }
    const bothTexts = typeof left === "string" && typeof right === "string";
    const [a, b] = bothTexts ? [left, right] : [this.#number(left), this.#number(right)];
    switch (sign) {
      case "<":
        return a < b;
      case ">":
        return a > b;
      case "<=":
        return a <= b;
      case ">=":
        return a >= b;
    }
    const [x, y] = [this.#number(left), this.#number(right)];
    if (y === 0 && sign !== "-" && sign !== "*") throw this.#fault();
    if (sign === "-") return x - y;
    if (sign === "*") return x * y;
    if (sign === "/") return x / y;
    return sign === "//" ? Math.floor(x / y) : x - y * Math.floor(x / y);
  }

  #sum(left: unknown, right: unknown): unknown {
    if (Array.isArray(left) && Array.isArray(right)) return [...left, ...right];
    if (typeof left !== "string" || typeof right !== "string") {
      return this.#number(left) + this.#number(right);
    }
    if (left.length + right.length > MAX_TEXT) throw this.#fault();
    return left + right;
  }
}

/** The member of a value at a place, which counts from the end where it is negative. */
function memberOf(value: unknown, place: unknown): unknown {
  if (typeof place === "string") return childOf(value, place);
  if (typeof place !== "number") return undefined;
  if (typeof value === "string") return [...value].at(place);
  return Array.isArray(value) ? value.at(place) : undefined;
}

const CONSTANTS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ["True", true],
  ["true", true],
  ["False", false],
  ["false", false],
  ["None", null],
  ["null", null],
]);

/** Python's idea of what counts as true. */
function truth(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return isObject(value) ? Object.keys(value).length > 0 : Boolean(value);
}

function same(left: unknown, right: unknown): boolean {
  return left === right || JSON.stringify(left) === JSON.stringify(right);
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "True" : "False";
  return value === null ? "None" : JSON.stringify(value);
}
