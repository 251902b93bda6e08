import { checkChoice } from "../checks.js";
import { fusedOp } from "../engine/fused-op.js";
import { scope } from "../memory/scope.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { add, mul, sub } from "./binary.js";
import { toFloats } from "./cast.js";
import { erf, exp, tanh } from "./unary.js";

/** y = x/2·(1 + erf(x/√2)), or with tanh(u) for u = √(2/π)·(x + 0.044715·x³) */
const geluOp = /* @__PURE__ */ fusedOp("gelu", {
  compose: ([x], { approximate }) => [mul(mul(x!, 0.5), add(squashed(x!, approximate), 1))],
  inputs: [0],
  vjp: ([g], [x], _, attributes) => geluBackward([g!, x!], attributes),
});

/** dy/dx = (1 + erf(x/√2))/2 + x·exp(−x²/2)/√(2π), or (1 + tanh u)/2 + x/2·(1 − tanh² u)·u′ */
const geluBackward = /* @__PURE__ */ fusedOp("geluBackward", {
  compose: ([g, x], { approximate }) => {
    const y = squashed(x!, approximate);
    const x2 = mul(x!, x!);
    const slope =
      approximate === "none"
        ? mul(exp(mul(x2, -0.5)), Math.SQRT2 / Math.sqrt(Math.PI))
        : mul(sub(1, mul(y, y)), add(mul(x2, 3 * CUBIC * SCALE), SCALE));
    return [mul(g!, mul(add(add(y, 1), mul(x!, slope)), 0.5))];
  },
});

const CUBIC = 0.044715;
const SCALE = 0.7978845608028654; // √(2/π)

const squashed = (x: Tensor, approximate: "none" | "tanh") =>
  approximate === "none" ? erf(mul(x, Math.SQRT1_2)) : tanh(mul(add(x, mul(mul(mul(x, x), x), CUBIC)), SCALE));

export interface GeluOptions {
  /** "none": x·Φ(x) with the error function. "tanh": the approximation that GPT-2 uses. */
  readonly approximate?: "none" | "tanh";
}

/**
 * Gaussian error linear unit x·Φ(x), elementwise (Hendrycks & Gimpel 2016).
 * @throws TenonError `invalid_argument` for another approximation.
 * @example
 * gelu(tensor([0, 1])); // [0, 0.8413]
 */
export function gelu(x: TensorLike, { approximate = "none" }: GeluOptions = {}): Tensor {
  const t = asTensor(x, "gelu");
  checkChoice("gelu", "approximate", approximate, ["none", "tanh"]);
  return scope(() => geluOp([toFloats(t)], { approximate })[0]!);
}
