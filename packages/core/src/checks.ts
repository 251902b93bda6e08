import { type ErrorCode, TenonError } from "./errors.js";
import { type DType, isFloat } from "./seam/dtype.js";

/** What an op was given, by name: tensors, shapes, dtypes, options. What is undefined was left out. */
type Given = Readonly<Record<string, unknown>>;

/** An error that reads as all others: `op: expected …, given name value, …`. */
export function refusal(code: ErrorCode, op: string, given: Given, expected: string, help = expected): TenonError {
  const facts = Object.entries(given).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, hasShape(value) ? value.shape : value] as const],
  );
  const named = facts.map(([name, value]) => `${name} ${show(value)}`).join(", ");
  const details = { expected, given: Object.fromEntries(facts) };
  return new TenonError(code, `${op}: expected ${expected}, given ${named}`, help, details);
}

const hasShape = (value: unknown): value is { readonly shape: unknown } =>
  typeof value === "object" && value !== null && "shape" in value;

function show(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(show).join(", ")}]`;
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

/** Options and numbers that an op cannot work with. */
export const badArgument = (op: string, given: Given, expected: string, help?: string): TenonError =>
  refusal("invalid_argument", op, given, expected, help);

/** Shapes that do not fit each other, or the op. */
export const badShape = (op: string, given: Given, expected: string, help?: string): TenonError =>
  refusal("shape_mismatch", op, given, expected, help);

/** Dtypes that an op does not take. */
export const badDType = (op: string, given: Given, expected: string, help = 'x.cast("float32")'): TenonError =>
  refusal("dtype_mismatch", op, given, expected, help);

/** Throws unless `value`, or each of a list, is an integer from `least` to `most`. */
export function checkInteger(
  op: string,
  name: string,
  value: number | readonly number[],
  least = Number.NEGATIVE_INFINITY,
  most = Number.POSITIVE_INFINITY,
): void {
  const list = typeof value === "number" ? [value] : value;
  if (!list.every((n) => Number.isInteger(n) && n >= least && n <= most))
    throw badArgument(op, { [name]: value }, `integers${range(least, most)}`);
}

/** Throws unless `value` is a number from `least` to `most`. */
export function checkNumber(
  op: string,
  name: string,
  value: number,
  least: number,
  most = Number.POSITIVE_INFINITY,
): void {
  if (!(value >= least && value <= most)) throw badArgument(op, { [name]: value }, `a number${range(least, most)}`);
}

function range(least: number, most: number): string {
  if (most < Number.POSITIVE_INFINITY) return ` from ${least} to ${most}`;
  return least > Number.NEGATIVE_INFINITY ? ` ≥ ${least}` : "";
}

/** Throws unless `value` is above 0. */
export function checkPositive(op: string, name: string, value: number): void {
  if (!(value > 0)) throw badArgument(op, { [name]: value }, "a number above 0");
}

/** Throws unless `value` is one of `choices`. */
export function checkChoice(op: string, name: string, value: string, choices: readonly string[]): void {
  if (!choices.includes(value)) throw badArgument(op, { [name]: value }, choices.join(" or "));
}

/** Throws unless `dtype` is one of floats. */
export function checkFloat(op: string, dtype: DType, name = "x"): void {
  if (!isFloat(dtype)) throw badDType(op, { [name]: dtype }, "floats");
}

/** Throws unless `dtype` is one of integers, or bool. */
export function checkIntegerDType(op: string, dtype: DType): void {
  if (isFloat(dtype)) throw badDType(op, { x: dtype }, "integers", 'x.cast("int32")');
}

/** A backend that cannot hand over data at once. */
export const unreadable = (op: string, backend: string, help = "a backend such as createJsBackend()"): TenonError =>
  refusal("sync_read_unavailable", op, { backend }, "a backend that reads at once", help);
