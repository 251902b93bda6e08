import { checkIntegerDType } from "../checks.js";
import { type Derivative, OUTPUT, type Rule } from "../engine/rule.js";
import { run } from "../engine/run.js";
import { scope } from "../memory/scope.js";
import { type DType, promote, promoteNumber, toFloat } from "../seam/dtype.js";
import type { BinaryOp } from "../seam/op-names.js";
import { sameShape } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asOperand, type Operand } from "../tensor-like.js";
import { toDType } from "./cast.js";
import { equal, greaterEqual, less } from "./compare.js";
import { full } from "./create.js";
import { sumTo } from "./movement.js";
import { floor, log, neg } from "./unary.js";
import { where } from "./where.js";

type Value = Tensor | number;

/** A partial derivative that reads the values in `uses`, in this order; each may be a number, but never all. */
interface Partial {
  readonly uses: readonly number[];
  readonly of: (g: Tensor, ...used: Value[]) => Tensor;
}

const AT = { a: 0, b: 1, y: OUTPUT } as const;

const by = (
  uses: "" | "a" | "b" | "ab" | "by" | "aby",
  of: (g: Tensor, p: Value, q: Value, r: Value) => Tensor,
): Partial => ({
  uses: [...uses].map((name) => AT[name as keyof typeof AT]), // made of these letters
  of: of as Partial["of"], // called with as many values as `uses` names
});

/** A gradient goes to the larger operand; equal ones share it (PyTorch's maximum and minimum). */
const toLarger = (g: Tensor, mine: Value, other: Value) =>
  where(less(mine, other), 0, where(equal(mine, other), mul(g, 0.5), g));

const square = (v: Value) => (typeof v === "number" ? v * v : mul(v, v));

/** b·aᵇ⁻¹, and 0 for 0⁰: there 1 stands for a, because 0·∞ is NaN. */
const powerSlope = (a: Value, b: Value) => {
  if (typeof b === "number") return b === 0 ? 0 : mul(pow(a, b - 1), b);
  const isFlat = logicalAnd(equal(a, 0), equal(b, 0));
  return mul(b, pow(where(isFlat, 1, a), sub(b, 1)));
};

/** y·ln a, and 0 for a = 0 with b ≥ 0: there 1 stands for a, whose logarithm is 0. */
const exponentSlope = (a: Value, b: Value, y: Value) => {
  if (a === 0) return where(greaterEqual(b, 0), 0, mul(y, Number.NEGATIVE_INFINITY));
  if (typeof a === "number") return mul(y, Math.log(a));
  const isFlat = logicalAnd(equal(a, 0), greaterEqual(b, 0));
  return mul(y, log(where(isFlat, 1, a)));
};

/** The gradients of a and b for y = a op b, before broadcasting is undone. */
const RULES: Readonly<Record<BinaryOp, readonly [a: Partial, b: Partial] | undefined>> = {
  add: [by("", (g) => g), by("", (g) => g)],
  sub: [by("", (g) => g), by("", (g) => neg(g))],
  mul: [by("b", (g, b) => mul(g, b)), by("a", (g, a) => mul(g, a))],
  div: [by("b", (g, b) => div(g, b)), by("by", (g, b, y) => neg(div(mul(g, y), b)))],
  mod: [by("", (g) => g), by("ab", (g, a, b) => neg(mul(g, floor(div(a, b)))))],
  pow: [by("ab", (g, a, b) => mul(g, powerSlope(a, b))), by("aby", (g, a, b, y) => mul(g, exponentSlope(a, b, y)))],
  max: [by("ab", toLarger), by("ab", (g, a, b) => toLarger(g, b, a))],
  min: [by("ab", (g, a, b) => toLarger(g, b, a)), by("ab", toLarger)],
  atan2: [
    by("ab", (g, a, b) => div(mul(g, b), add(square(a), square(b)))),
    by("ab", (g, a, b) => neg(div(mul(g, a), add(square(a), square(b))))),
  ],
  and: undefined,
  or: undefined,
  xor: undefined,
  shl: undefined,
  shr: undefined,
  bitAnd: undefined,
  bitOr: undefined,
  bitXor: undefined,
};

const derivative: Derivative<"binary"> = (index, { op }, inputs, output): Rule | undefined => {
  const partial = RULES[op]?.[index];
  const input = inputs[index];
  if (partial === undefined || typeof input !== "object") return undefined;
  const isTensor = (slot: number) => typeof inputs[slot] !== "number";
  const keepsShape = sameShape(input.shape, output.shape);
  if (keepsShape && partial.uses.every(isTensor)) return partial;
  return {
    uses: partial.uses.filter(isTensor),
    of: (g, ...tensors) => {
      const used = partial.uses.map((slot): Value => (isTensor(slot) ? tensors.shift()! : (inputs[slot] as number)));
      const slope = partial.of(g, ...used);
      return keepsShape ? slope : sumTo(slope, input.shape);
    },
  };
};

/** Calls `f` with both operands in the dtype where they meet, and frees what casting made. */
export function inOneDType(op: string, a: Operand, b: Operand, f: (x: Value, y: Value) => Tensor): Tensor {
  const x = asOperand(a, op);
  const y = asOperand(b, op);
  if (typeof x !== "number") {
    if (typeof y !== "number" ? x.dtype === y.dtype : promoteNumber(x.dtype, y) === x.dtype) return f(x, y);
  } else if (typeof y !== "number" && promoteNumber(y.dtype, x) === y.dtype) return f(x, y);
  return scope(() => f(...meetInDType(x, y)));
}

function meetInDType(x: Value, y: Value): [Value, Value] {
  if (typeof x === "number")
    return typeof y === "number" ? [full([], x), y] : [x, toDType(y, promoteNumber(y.dtype, x))];
  if (typeof y === "number") return [toDType(x, promoteNumber(x.dtype, y)), y];
  const dtype = promote(x.dtype, y.dtype);
  return [toDType(x, dtype), toDType(y, dtype)];
}

/** The dtype of operands of which at least one is a tensor. */
function dtypeOf(x: Value, y: Value): DType {
  return typeof x === "number" ? (y as Tensor).dtype : x.dtype; // not both are numbers
}

/** Calls `f` with both operands in `dtype`, and frees what casting made. */
function inDType(dtype: DType, x: Value, y: Value, f: (x: Value, y: Value) => Tensor): Tensor {
  if (dtypeOf(x, y) === dtype) return f(x, y);
  const to = (v: Value) => (typeof v === "number" ? v : toDType(v, dtype));
  return scope(() => f(to(x), to(y)));
}

/** Arithmetic on numbers; bools add as "or" and multiply as "and" where `onBool` says so, else count as int32. */
function arithmetic(op: BinaryOp, a: Operand, b: Operand, onBool?: BinaryOp): Tensor {
  return inOneDType(op, a, b, (x, y) => {
    if (dtypeOf(x, y) !== "bool") return run("binary", [x, y], { op }, derivative);
    if (onBool !== undefined) return run("binary", [x, y], { op: onBool }, undefined);
    return inDType("int32", x, y, (i, j) => run("binary", [i, j], { op }, undefined));
  });
}

function onFloats(op: BinaryOp, a: Operand, b: Operand): Tensor {
  return inOneDType(op, a, b, (x, y) =>
    inDType(toFloat(dtypeOf(x, y)), x, y, (u, v) => run("binary", [u, v], { op }, derivative)),
  );
}

function onBools(op: BinaryOp, name: string, a: Operand, b: Operand): Tensor {
  const [x, y] = [asOperand(a, name), asOperand(b, name)];
  const toBool = (v: Value) =>
    typeof v === "number" ? full([], v === 0 ? 0 : 1, { dtype: "bool" }) : toDType(v, "bool");
  return scope(() => run("binary", [toBool(x), toBool(y)], { op }, undefined));
}

/** On integers, in int32 and back; bools take the logical op of the same name. */
function onInts(op: BinaryOp, name: string, a: Operand, b: Operand): Tensor {
  return inOneDType(name, a, b, (x, y) => {
    const dtype = dtypeOf(x, y);
    checkIntegerDType(name, dtype);
    const onBool = dtype === "bool" ? ON_BOOLS[op] : undefined;
    if (onBool !== undefined) return run("binary", [x, y], { op: onBool }, undefined);
    const kept = dtype === "bool" ? "int32" : dtype;
    return scope(() =>
      toDType(
        inDType("int32", x, y, (i, j) => run("binary", [i, j], { op }, undefined)),
        kept,
      ),
    );
  });
}

const ON_BOOLS: { readonly [K in BinaryOp]?: BinaryOp } = { bitAnd: "and", bitOr: "or", bitXor: "xor" };

/**
 * a + b, elementwise with broadcasting. Shapes: any two that broadcast.
 * @throws TenonError `shape_mismatch`, `backend_mismatch`, `disposed`.
 * @example
 * add(tensor([1, 2]), 10); // [11, 12]
 */
export const add = (a: Operand, b: Operand): Tensor => arithmetic("add", a, b, "or");

/**
 * a − b, elementwise with broadcasting.
 * @example
 * sub(tensor([3, 2]), tensor([1, 1])); // [2, 1]
 */
export const sub = (a: Operand, b: Operand): Tensor => arithmetic("sub", a, b);

/**
 * a · b, elementwise with broadcasting.
 * @example
 * mul(tensor([1, 2]), 3); // [3, 6]
 */
export const mul = (a: Operand, b: Operand): Tensor => arithmetic("mul", a, b, "and");

/**
 * a / b, elementwise with broadcasting; integers give float32.
 * @example
 * div(tensor([1, 2], { dtype: "int32" }), 2); // [0.5, 1]
 */
export const div = (a: Operand, b: Operand): Tensor => onFloats("div", a, b);

/**
 * Remainder with the divisor's sign, elementwise with broadcasting; integers mod 0 give 0.
 * @example
 * mod(tensor([-1, 5]), 3); // [2, 2]
 */
export const mod = (a: Operand, b: Operand): Tensor => arithmetic("mod", a, b);

/**
 * a to the power of b, elementwise with broadcasting; 0⁰ = 1.
 * @example
 * pow(tensor([2, 3]), 2); // [4, 9]
 */
export const pow = (a: Operand, b: Operand): Tensor => arithmetic("pow", a, b);

/**
 * The larger of a and b, elementwise with broadcasting; NaN wins; equal operands share the gradient.
 * @example
 * maximum(tensor([1, 5]), 3); // [3, 5]
 */
export const maximum = (a: Operand, b: Operand): Tensor => arithmetic("max", a, b, "or");

/**
 * The smaller of a and b, elementwise with broadcasting; NaN wins; equal operands share the gradient.
 * @example
 * minimum(tensor([1, 5]), 3); // [1, 3]
 */
export const minimum = (a: Operand, b: Operand): Tensor => arithmetic("min", a, b, "and");

/**
 * The angle of the point (b, a) in radians, −π … π, elementwise with broadcasting.
 * @example
 * atan2(tensor([1]), tensor([1])); // [0.7854]
 */
export const atan2 = (a: Operand, b: Operand): Tensor => onFloats("atan2", a, b);

/**
 * Logical and, elementwise; anything but bool is compared with 0 first.
 * @example
 * logicalAnd(tensor([true, true]), tensor([true, false])); // [true, false]
 */
export const logicalAnd = (a: Operand, b: Operand): Tensor => onBools("and", "logicalAnd", a, b);

/**
 * Logical or, elementwise; anything but bool is compared with 0 first.
 * @example
 * logicalOr(tensor([true, false]), tensor([false, false])); // [true, false]
 */
export const logicalOr = (a: Operand, b: Operand): Tensor => onBools("or", "logicalOr", a, b);

/**
 * Logical exclusive or, elementwise; anything but bool is compared with 0 first.
 * @example
 * logicalXor(tensor([true, false]), tensor([true, true])); // [false, true]
 */
export const logicalXor = (a: Operand, b: Operand): Tensor => onBools("xor", "logicalXor", a, b);

/**
 * Bits of a shifted left by b (mod 32), elementwise on integers.
 * @example
 * bitShiftLeft(tensor([1, 3], { dtype: "int32" }), 2); // [4, 12]
 */
export const bitShiftLeft = (a: Operand, b: Operand): Tensor => onInts("shl", "bitShiftLeft", a, b);

/**
 * Bits of a shifted right by b (mod 32), keeping the sign, elementwise on integers.
 * @example
 * bitShiftRight(tensor([-8], { dtype: "int32" }), 1); // [-4]
 */
export const bitShiftRight = (a: Operand, b: Operand): Tensor => onInts("shr", "bitShiftRight", a, b);

/**
 * Bitwise and, elementwise on integers and bools.
 * @example
 * bitwiseAnd(tensor([6], { dtype: "int32" }), 3); // [2]
 */
export const bitwiseAnd = (a: Operand, b: Operand): Tensor => onInts("bitAnd", "bitwiseAnd", a, b);

/**
 * Bitwise or, elementwise on integers and bools.
 * @example
 * bitwiseOr(tensor([6], { dtype: "int32" }), 3); // [7]
 */
export const bitwiseOr = (a: Operand, b: Operand): Tensor => onInts("bitOr", "bitwiseOr", a, b);

/**
 * Bitwise exclusive or, elementwise on integers and bools.
 * @example
 * bitwiseXor(tensor([6], { dtype: "int32" }), 3); // [5]
 */
export const bitwiseXor = (a: Operand, b: Operand): Tensor => onInts("bitXor", "bitwiseXor", a, b);
