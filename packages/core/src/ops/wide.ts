import { withVjp } from "../engine/with-vjp.js";
import { scope } from "../memory/scope.js";
import { toFloat } from "../seam/dtype.js";
import { elementwise } from "../seam/infer.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type Operand, type TensorLike } from "../tensor-like.js";
import { add, inOneDType, mul } from "./binary.js";
import { toDType, toWide } from "./cast.js";
import { equal } from "./compare.js";
import { full } from "./create.js";
import { broadcastTo } from "./movement.js";
import { abs, sign } from "./unary.js";
import { where } from "./where.js";

/** A composed function of floats: computes `f` of x in float32 or float64, because 16-bit floats would be rounded at each step. */
export function inWide(op: string, x: TensorLike, f: (x: Tensor) => Tensor): Tensor {
  const t = asTensor(x, op);
  return scope(() => toDType(f(toWide(t)), toFloat(t.dtype)));
}

/** As `inWide`, elementwise; `slope` is its derivative where that of the composition is inexact or wasteful: (g, x, y) → dx. */
export const wide = (
  op: string,
  x: TensorLike,
  f: (x: Tensor) => Tensor,
  slope?: (g: Tensor, x: Tensor, y: Tensor) => Tensor,
): Tensor =>
  inWide(op, x, (v) => {
    if (slope === undefined) return f(v);
    return withSlopes(
      op,
      [v],
      () => f(v),
      (g, [u], z) => [slope(g, u!, z)],
    );
  });

/** As `wide`, of two operands, which `f` and `slopes` get in one shape: (g, a, b, y) → [da, db]. */
export function widePair(
  op: string,
  a: Operand,
  b: Operand,
  f: (a: Tensor, b: Tensor) => Tensor,
  slopes?: (g: Tensor, a: Tensor, b: Tensor, y: Tensor) => readonly Tensor[],
): Tensor {
  return pair(op, a, b, (p, q) => {
    const shape = elementwise(op, [p, q]);
    const [x, y] = [broadcastTo(toWide(p), shape), broadcastTo(toWide(q), shape)];
    const z =
      slopes === undefined
        ? f(x, y)
        : withSlopes(
            op,
            [x, y],
            () => f(x, y),
            (g, [u, v], w) => slopes(g, u!, v!, w),
          );
    return toDType(z, toFloat(p.dtype));
  });
}

/** Calls `f` with both operands as tensors of the dtype where they meet; a number has rank 0. */
export function pair(op: string, a: Operand, b: Operand, f: (a: Tensor, b: Tensor) => Tensor): Tensor {
  return inOneDType(op, a, b, (p, q) =>
    scope(() => {
      const { dtype, backend } = (typeof p === "number" ? q : p) as Tensor; // not both are numbers
      const [x, y] = [p, q].map((v) => (typeof v === "number" ? full([], v, { dtype, backend }) : v));
      return f(x!, y!);
    }),
  );
}

function withSlopes(
  op: string,
  inputs: readonly Tensor[],
  compute: () => Tensor,
  slopes: (g: Tensor, inputs: readonly Tensor[], output: Tensor) => readonly Tensor[],
): Tensor {
  return withVjp(op, inputs, () => [compute()], {
    inputs: inputs.map((_, i) => i),
    outputs: [0],
    of: ([g], saved, [y]) => (g === undefined ? [] : slopes(g, saved, y!)),
  })[0]!;
}

/** The odd function that is f for x ≥ 0; −0 stays. */
export const odd = (x: Tensor, f: (x: Tensor) => Tensor): Tensor => where(equal(x, 0), x, mul(sign(x), f(abs(x))));

/** c₀ + c₁·x + c₂·x² + … (Horner). */
export function polynomial(x: Tensor, coefficients: readonly number[]): Tensor {
  let sum = mul(x, coefficients.at(-1)!);
  for (let k = coefficients.length - 2; k > 0; k--) sum = spend(sum, (s) => mul(add(s, coefficients[k]!), x));
  return spend(sum, (s) => add(s, coefficients[0]!));
}

/** f(x), without x: long sums hold few tensors at a time. */
export function spend(x: Tensor, f: (x: Tensor) => Tensor): Tensor {
  const y = scope(() => f(x));
  x.dispose();
  return y;
}
