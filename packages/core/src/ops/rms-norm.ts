import { withVjp } from "../engine/with-vjp.js";
import { scope } from "../memory/scope.js";
import type { Tensor } from "../tensor.js";
import { asOptional, asTensor, type TensorLike } from "../tensor-like.js";
import { add, div, mul, sub } from "./binary.js";
import { toDType, toWide } from "./cast.js";
import { type LayerNormOptions, trailingAxes } from "./layer-norm.js";
import { mean } from "./reduce.js";
import { total } from "./standardize.js";
import { rsqrt } from "./unary.js";

export interface RmsNormOptions extends Omit<LayerNormOptions, "bias" | "epsilon"> {
  /** Added to the mean of squares; default 2⁻²³, or 2⁻⁵² for float64, as PyTorch. */
  readonly epsilon?: number;
}

/**
 * Root mean square normalisation x/√(mean(x²) + ε)·weight over the trailing axes (Zhang & Sennrich 2019, eq. 4).
 * Shape stays.
 *
 * @throws TenonError `shape_mismatch` when x does not end in `normalizedShape`.
 * @example
 * rmsNorm(tensor([[1, 7]]), { normalizedShape: [2] }); // [[0.2, 1.4]]
 */
export function rmsNorm(x: TensorLike, options: RmsNormOptions): Tensor {
  const t = asTensor(x, "rmsNorm");
  const weight = asOptional(options.weight, "rmsNorm");
  const axis = trailingAxes("rmsNorm", t, options.normalizedShape, { weight });
  const { epsilon = t.dtype === "float64" ? 2 ** -52 : 2 ** -23 } = options;
  const over = { axis, keepDims: true };
  return scope(() => {
    const wide = toWide(t);
    const compute = () => {
      const inverse = rsqrt(add(mean(mul(wide, wide), over), epsilon));
      return [mul(wide, inverse), inverse];
    };
    // x̂ = x·r: dx = r·(h − x̂·mean(h·x̂)); r = (mean(x²) + ε)^−½: dx = −gr·r²·x̂/n
    const [normal] = withVjp("rmsNorm", [wide], compute, {
      outputs: [0, 1],
      of: ([h, gInverse], _, [xHat, inverse]) => [
        total([
          ...(h === undefined ? [] : [mul(inverse!, sub(h, mul(xHat!, mean(mul(h, xHat!), over))))]),
          ...(gInverse === undefined
            ? []
            : [mul(mul(gInverse, mul(inverse!, inverse!)), div(xHat!, -xHat!.size / inverse!.size))]),
        ]),
      ],
    });
    const y = weight === undefined ? normal! : mul(normal!, weight);
    return t.dtype === "float16" || t.dtype === "bfloat16" ? toDType(y, t.dtype) : y;
  });
}
