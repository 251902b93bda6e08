/** Text that is equal for equal specs and for no others: JSON would write NaN and infinities as null, and −0 as 0. */
export function specKey(kind: string, spec: object): string {
  return `${kind} ${JSON.stringify(spec, exact)}`;
}

function exact(_: string, value: unknown): unknown {
  if (typeof value !== "number" || (Number.isFinite(value) && !Object.is(value, -0))) return value;
  return Object.is(value, -0) ? "-0" : String(value);
}
