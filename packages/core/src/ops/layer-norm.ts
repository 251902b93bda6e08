import { badShape } from "../checks.js";
import { fusedOp } from "../engine/fused-op.js";
import { scope } from "../memory/scope.js";
import { otherAxes, sameShape } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asOptional, asTensor, type TensorLike } from "../tensor-like.js";
import { add, mul, sub } from "./binary.js";
import { toDType, toFloats, toWide } from "./cast.js";
import { sum } from "./reduce.js";
import { affine, standardize, throughStandardize, throughStatistics, total } from "./standardize.js";

export const layerNormOp = /* @__PURE__ */ fusedOp("layerNorm", {
  compose: ([x, weight, bias], { axes, epsilon }) => {
    const [normal, centre, inverse] = standardize(toWide(x!), axes, epsilon);
    return [toDType(affine(normal, weight, bias), x!.dtype), centre, inverse];
  },
  inputs: [0, 1],
  outputs: [1, 2],
  vjp: ([g, gCentre, gInverse], used, [centre, inverse], { axes }) => {
    const [x, weight] = used as [Tensor, Tensor?];
    const gSpread = gInverse && mul(gInverse, mul(inverse!.pow(3), -0.5)); // of σ² behind r = 1/√(σ² + ε)
    const statistics = throughStatistics(x, centre!, gCentre, gSpread).map((gx) => toDType(gx, x.dtype));
    if (g === undefined) return [total(statistics)];
    const inputs = [g, x, centre!, inverse!, ...(weight === undefined ? [] : [weight])];
    const [dx, ...parameters] = layerNormBackward(inputs, { axes });
    return [total([dx!, ...statistics]), ...parameters];
  },
});

const layerNormBackward = /* @__PURE__ */ fusedOp("layerNormBackward", {
  compose: ([g, x, centre, inverse, weight], { axes }) => {
    const normal = mul(sub(x!, centre!), inverse!);
    const h = weight === undefined ? toWide(g!) : mul(toWide(g!), weight);
    const dx = toDType(throughStandardize(h, normal, inverse!, axes), x!.dtype);
    const rest = otherAxes(x!.rank, axes);
    const { dtype } = weight ?? x!;
    return [dx, toDType(sum(mul(g!, normal), { axis: rest }), dtype), toDType(sum(g!, { axis: rest }), dtype)];
  },
});

export interface LayerNormOptions {
  /** The trailing sizes to normalise over. */
  readonly normalizedShape: readonly number[];
  /** Scale and shift of each normalised element: [...normalizedShape]. */
  readonly weight?: TensorLike | undefined;
  readonly bias?: TensorLike | undefined;
  /** Added to the variance; default 1e−5. */
  readonly epsilon?: number;
}

/**
 * Layer normalisation (x − μ)/√(σ² + ε)·weight + bias over the trailing axes (Ba et al. 2016). Shape stays.
 * @throws TenonError `shape_mismatch` when x does not end in `normalizedShape`.
 * @example
 * layerNorm(tensor([[1, 3]]), { normalizedShape: [2] }); // [[-1, 1]]
 */
export function layerNorm(x: TensorLike, options: LayerNormOptions): Tensor {
  const given = asTensor(x, "layerNorm");
  const { normalizedShape, epsilon = 1e-5 } = options;
  const weight = asOptional(options.weight, "layerNorm");
  const bias = asOptional(options.bias, "layerNorm");
  const axes = trailingAxes("layerNorm", given, normalizedShape, { weight, bias });
  return scope(() => {
    const t = toFloats(given);
    const inputs = weight === undefined ? [t] : bias === undefined ? [t, weight] : [t, weight, bias];
    const [y] = layerNormOp(inputs, { axes, epsilon });
    return weight === undefined && bias !== undefined ? add(y!, bias) : y!;
  });
}

/** The axes of x that `normalizedShape` names; throws unless x ends in it and every parameter has it. */
export function trailingAxes(
  op: string,
  x: Tensor,
  normalizedShape: readonly number[],
  parameters: Readonly<Record<string, Tensor | undefined>>,
): number[] {
  const lead = x.rank - normalizedShape.length;
  const rows = { x: { shape: x.shape.slice(Math.max(lead, 0)) }, ...parameters };
  for (const [name, given] of Object.entries(rows))
    if (given !== undefined && !sameShape(given.shape, normalizedShape))
      throw badShape(
        op,
        { [name]: given, normalizedShape },
        `${name} ${name === "x" ? "ending in" : "of"} normalizedShape`,
      );
  return normalizedShape.map((_, i) => lead + i);
}
