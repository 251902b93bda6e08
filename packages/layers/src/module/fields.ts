import { Variable } from "@tenon/core";

/** A module or variable found in a tree, and where. */
export interface Found<T> {
  readonly name: string;
  readonly value: T;
}

/** What has fields to look into. */
export interface Holder {
  fields(): Iterable<readonly [string, unknown]>;
}

/**
 * A field's name in a state dict: an underscore before each capital, then lower case. `weightIhL0` → `weight_ih_l0`.
 * One rule for every field, so that a field named after PyTorch's attribute has PyTorch's name.
 */
function stateName(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/**
 * Every holder and variable below `root`, itself included, in the order of the fields; names are paths such as
 * `encoder.0.weight`. What hangs in two places is found twice; a field that leads back up (a parent) is not followed.
 */
export function walk<H extends Holder>(root: H, isHolder: (value: unknown) => value is H): Found<H | Variable>[] {
  const found: Found<H | Variable>[] = [];
  const above = new Set<unknown>();
  const visit = (value: unknown, name: string) => {
    if (value instanceof Variable) found.push({ name, value });
    else if (isHolder(value)) {
      if (!above.has(value)) found.push({ name, value });
      descend(value, () => value.fields(), name);
    } else if (isContainer(value)) descend(value, () => Object.entries(value), name);
  };
  const descend = (holder: object, entries: () => Iterable<readonly [string, unknown]>, name: string) => {
    if (above.has(holder)) return;
    above.add(holder);
    for (const [field, value] of entries())
      visit(value, name === "" ? stateName(field) : `${name}.${stateName(field)}`);
    above.delete(holder);
  };
  visit(root, "");
  return found;
}

function isContainer(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
