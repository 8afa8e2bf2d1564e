/** The fields of documents, to compare those that the sandbox makes with recorded ones. */

/** The fields of a document as paths; of a list those of its first entry. */
export function fieldsOf(document: unknown, path = ""): string[] {
  if (Array.isArray(document)) {
    return [`${path}[]`, ...(document.length ? fieldsOf(document[0], `${path}[]`) : [])];
  }
  if (typeof document !== "object" || document === null) return [];
  return Object.entries(document)
    .flatMap(([name, value]) => [`${path}.${name}`, ...fieldsOf(value, `${path}.${name}`)]);
}

/** Fields of the list that a document lacks. Where it has null or an empty list, nothing is lacking. */
export function missing(fields: readonly string[], made: unknown): string[] {
  return fields.filter((field) => {
    let at = made;
    for (const step of field.match(/\[\]|\.[^.[]+/g)!) {
      if (at === null || at === undefined) return at === undefined;
      if (step === "[]") {
        if (!Array.isArray(at)) return true;
        at = at.length ? at[0] : null;
      } else if (typeof at !== "object" || !Object.hasOwn(at, step.slice(1))) return true;
      else at = (at as Record<string, unknown>)[step.slice(1)];
    }
    return at === undefined;
  });
}

/** Fields that a document has beyond those of the list. Where the list ends, nothing is compared. */
export function added(fields: readonly string[], made: unknown): string[] {
  const known = new Set(fields);
  const parents = new Set(["", ...fields.map(parentOf)]);
  return fieldsOf(made).filter((field) => !known.has(field) && parents.has(parentOf(field)));
}

function parentOf(field: string): string {
  return field.replace(/(\[\]|\.[^.[]+)$/, "");
}

type Types = Map<string, Set<string>>;

function typesOf(value: unknown, path = "", types: Types = new Map()): Types {
  const isList = Array.isArray(value);
  const type = value === null ? "null" : isList ? "list" : typeof value;
  types.set(path, (types.get(path) ?? new Set()).add(type));
  if (isList) { for (const one of value) typesOf(one, `${path}[]`, types); }
  else if (type === "object") {
    for (const [name, one] of Object.entries(value as object)) {
      typesOf(one, `${path}.${name}`, types);
    }
  }
  return types;
}

/** Fields whose values are of another type than in the recorded document. Null says nothing of it. */
export function otherTypes(recorded: unknown, made: unknown): string[] {
  const known = typesOf(recorded);
  return [...typesOf(made)].flatMap(([path, types]) => {
    const wanted = [...known.get(path) ?? []].filter((type) => type !== "null");
    const others = [...types].filter((type) => type !== "null" && !wanted.includes(type));
    return wanted.length && others.length ? [`${path} is a ${others}, recorded: ${wanted}`] : [];
  });
}
