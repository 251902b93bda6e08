export { detectAnomaly } from "./autograd/anomaly.js";
export type { BackwardOptions } from "./autograd/backward-face.js";
export { checkpoint } from "./autograd/checkpoint.js";
export { type CustomGrad, customGrad } from "./autograd/custom-grad.js";
export { type Chosen, grad, jvp, type TensorFunction, valueAndGrad, vjp } from "./autograd/functional.js";
export type { GradientHook } from "./autograd/grad-node.js";
export { type GradcheckOptions, gradcheck } from "./autograd/gradcheck.js";
export type { HookHandle } from "./autograd/hooks.js";
export type { GradOptions } from "./autograd/linearize.js";
export { type Compiled, type CompileOptions, type CompileStats, compile } from "./compile/compile.js";
export { type GuardValue, guard } from "./compile/guard.js";
export { asyncOnly } from "./decorators/async-only.js";
export { type CheckedBackend, type CheckOptions, check } from "./decorators/check.js";
export { type Call, decorate } from "./decorators/decorate.js";
export { type OpProfile, type ProfiledBackend, profile } from "./decorators/profile.js";
export { enableGrad, engineOf, getBackend, isRecording, noGrad, setBackend, withBackend } from "./engine/context.js";
export { run as runPrimitive } from "./engine/run.js";
export { type Vjp, withVjp } from "./engine/with-vjp.js";
export { type ErrorCode, TenonError } from "./errors.js";
export { collectTensors, isTensor, keep, scope } from "./memory/scope.js";
export {
  glu,
  logSigmoid,
  mish,
  type SoftplusOptions,
  silu,
  softplus,
  softsign,
  square,
  tanhshrink,
} from "./ops/activations.js";
export { type AdamStepOptions, adamStep } from "./ops/adam-step.js";
export {
  type AdaptivePoolOptions,
  adaptiveAvgPool1d,
  adaptiveAvgPool2d,
  adaptiveAvgPool3d,
  adaptiveMaxPool1d,
  adaptiveMaxPool1dWithIndices,
  adaptiveMaxPool2d,
  adaptiveMaxPool2dWithIndices,
  adaptiveMaxPool3d,
  adaptiveMaxPool3dWithIndices,
} from "./ops/adaptive-pool.js";
export { degrees, lerp, radians, reciprocal } from "./ops/arithmetic.js";
export { type AttentionOptions, scaledDotProductAttention } from "./ops/attention.js";
export { type AvgPoolOptions, avgPool1d, avgPool2d, avgPool3d } from "./ops/avg-pool.js";
export { broadcastTensors, flatten, moveAxis, squeeze, unflatten, unsqueeze } from "./ops/axes.js";
export { type BatchNormOptions, batchNorm } from "./ops/batch-norm.js";
export {
  add,
  atan2,
  bitShiftLeft,
  bitShiftRight,
  bitwiseAnd,
  bitwiseOr,
  bitwiseXor,
  div,
  logicalAnd,
  logicalOr,
  logicalXor,
  maximum,
  minimum,
  mod,
  mul,
  pow,
  sub,
} from "./ops/binary.js";
export { type BincountOptions, bincount, bincountSync } from "./ops/bincount.js";
export { cast } from "./ops/cast.js";
export { type ClampOptions, clamp } from "./ops/clamp.js";
export { equal, greater, greaterEqual, isNaN, less, lessEqual, notEqual } from "./ops/compare.js";
export {
  type ConvOptions,
  type ConvPadding,
  type ConvTransposeOptions,
  conv1d,
  conv2d,
  conv3d,
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
} from "./ops/convolution.js";
export {
  arange,
  type CreateOptions,
  eye,
  full,
  fullLike,
  iota,
  type LogspaceOptions,
  linspace,
  logspace,
  oneHot,
  ones,
  onesLike,
  type TensorOptions,
  type TensorValue,
  tensor,
  zeros,
  zerosLike,
} from "./ops/create.js";
export { type CrossEntropyOptions, crossEntropy } from "./ops/cross-entropy.js";
export { type CtcLossOptions, ctcLoss, type Lengths } from "./ops/ctc-loss.js";
export { type DiagonalOptions, diag, diagonal } from "./ops/diagonal.js";
export { type DiffOptions, diff, type TrapezoidOptions, trapezoid } from "./ops/difference.js";
export {
  type CosineOptions,
  cdist,
  cosineSimilarity,
  type DistanceOptions,
  type PairwiseOptions,
  pairwiseDistance,
} from "./ops/distance.js";
export { alphaDropout, type DropoutOptions, dropout, featureAlphaDropout, featureDropout } from "./ops/dropout.js";
export { type EmbeddingOptions, embedding } from "./ops/embedding.js";
export { type EmbeddingBagOptions, embeddingBag } from "./ops/embedding-bag.js";
export { erfc, erfinv } from "./ops/error-functions.js";
export { type AlongOptions, maxWithIndices, minWithIndices } from "./ops/extremes.js";
export {
  allClose,
  type CloseOptions,
  isClose,
  isFinite,
  isInfinite,
  type NanToNumOptions,
  nanToNum,
} from "./ops/finite.js";
export { type FoldOptions, fold, unfold } from "./ops/fold.js";
export {
  type FractionalPoolOptions,
  fractionalMaxPool2d,
  fractionalMaxPool2dWithIndices,
  fractionalMaxPool3d,
  fractionalMaxPool3dWithIndices,
} from "./ops/fractional-pool.js";
export { digamma, lgamma, polygamma } from "./ops/gamma-functions.js";
export { gatherNd, type ScatterNdOptions, scatterNd } from "./ops/gather-nd.js";
export { type GeluOptions, gelu } from "./ops/gelu.js";
export { type AffineGridOptions, affineGrid, type GridSampleOptions, gridSample } from "./ops/grid-sample.js";
export { type GroupNormOptions, groupNorm, instanceNorm } from "./ops/group-norm.js";
export { type GumbelSoftmaxOptions, gumbelSoftmax } from "./ops/gumbel-softmax.js";
export {
  hardshrink,
  hardsigmoid,
  hardswish,
  hardtanh,
  relu6,
  type ShrinkOptions,
  softshrink,
} from "./ops/hard-activations.js";
export { type Histogram, type HistogramOptions, histogram } from "./ops/histogram.js";
export type { NestedArray } from "./ops/host-data.js";
export { acosh, asinh, atanh, cosh, sinh } from "./ops/hyperbolic.js";
export { hypot } from "./ops/hypot.js";
export { type IndexUpdateOptions, indexUpdate } from "./ops/index-update.js";
export { at, type Index, type Slice, slice, withAt } from "./ops/indexing.js";
export { bitwiseNot, gcd, lcm } from "./ops/integers.js";
export { type InterpolateOptions, type InterpolationMode, interpolate } from "./ops/interpolate.js";
export { type LayerNormOptions, layerNorm } from "./ops/layer-norm.js";
export { linear } from "./ops/linear.js";
export { type LocalResponseNormOptions, localResponseNorm } from "./ops/local-response-norm.js";
export { exp2, type LogitOptions, log2, log10, logaddexp, logaddexp2, logit, xlogy } from "./ops/logarithms.js";
export { type LpPoolOptions, lpPool1d, lpPool2d, lpPool3d } from "./ops/lp-pool.js";
export { maskedFill, maskedScatter } from "./ops/masked-fill.js";
export { booleanMask, booleanMaskSync, maskedSelect, maskedSelectSync } from "./ops/masked-select.js";
export { type MatmulOptions, matmul } from "./ops/matmul.js";
export {
  maxPool1d,
  maxPool1dWithIndices,
  maxPool2d,
  maxPool2dWithIndices,
  maxPool3d,
  maxPool3dWithIndices,
  type Pooled,
} from "./ops/max-pool.js";
export { type MaxUnpoolOptions, maxUnpool1d, maxUnpool2d, maxUnpool3d } from "./ops/max-unpool.js";
export { meshgrid } from "./ops/meshgrid.js";
export { broadcastTo, flip, narrow, permute, reshape, transpose } from "./ops/movement.js";
export { type LossOptions, mseLoss } from "./ops/mse-loss.js";
export { nanMax, nanMean, nanMin, nanStd, nanSum, nanVariance } from "./ops/nan-reduce.js";
export { type NllLossOptions, nllLoss } from "./ops/nll-loss.js";
export { nonzero, nonzeroSync } from "./ops/nonzero.js";
export { type NormOptions, norm } from "./ops/norm.js";
export { kthValue, type MedianOptions, median, mode, nanMedian } from "./ops/order-statistics.js";
export { type PadOptions, surround as pad } from "./ops/pad.js";
export { arraySplit, chunk, concat, split, stack, unbind } from "./ops/pieces.js";
export type { PoolOptions, UnfoldOptions } from "./ops/pool-windows.js";
export { dot, outer } from "./ops/products.js";
export {
  type Fractions,
  type Interpolation,
  nanQuantile,
  type QuantileOptions,
  quantile,
} from "./ops/quantile.js";
export { ravelIndex, unravelIndex } from "./ops/ravel-index.js";
export type { Nested } from "./ops/read.js";
export {
  celu,
  elu,
  leakyRelu,
  prelu,
  type RreluOptions,
  rrelu,
  selu,
  type ThresholdOptions,
  threshold,
} from "./ops/rectifiers.js";
export {
  type ArgOptions,
  all,
  any,
  argMax,
  argMin,
  countNonzero,
  logSumExp,
  max,
  mean,
  min,
  prod,
  type ReduceOptions,
  std,
  sum,
  type VarianceOptions,
  variance,
} from "./ops/reduce.js";
export type { ScatterReduction } from "./ops/reduce-at.js";
export { repeat, tile } from "./ops/repeat.js";
export { type RmsNormOptions, rmsNorm } from "./ops/rms-norm.js";
export { roll, rot90 } from "./ops/roll.js";
export { floorDivide, fmod, frac, trunc } from "./ops/rounding.js";
export type { ValuesAndIndices } from "./ops/rows.js";
export {
  cummax,
  cummin,
  cumprod,
  cumsum,
  logCumSumExp,
  type ScanAxis,
  type ScanDirection,
} from "./ops/scan.js";
export { type ScatterReduceOptions, scatterReduce } from "./ops/scatter-reduce.js";
export { bucketize, type SearchOptions, searchSorted } from "./ops/search-sorted.js";
export { type SegmentOptions, segmentMax, segmentMean, segmentMin, segmentProd, segmentSum } from "./ops/segments.js";
export { channelShuffle, pixelShuffle, pixelUnshuffle } from "./ops/shuffle.js";
export { copysign, heaviside, signBit } from "./ops/signs.js";
export { sinc } from "./ops/sinc.js";
export { type SlidingWindowsOptions, slidingWindows } from "./ops/sliding-windows.js";
export { logSoftmax, type SoftmaxOptions, softmax, softmin } from "./ops/softmax.js";
export { argsort, type SortOptions, sort, type TopKOptions, topK } from "./ops/sort.js";
export type { PerAxis } from "./ops/spatial.js";
export { gather, scatter, scatterAdd, take } from "./ops/take.js";
export { type TriangleOptions, tril, triu } from "./ops/triangle.js";
export {
  abs,
  acos,
  asin,
  atan,
  ceil,
  cos,
  erf,
  exp,
  expm1,
  floor,
  log,
  log1p,
  logicalNot,
  neg,
  relu,
  round,
  rsqrt,
  sigmoid,
  sign,
  sin,
  sqrt,
  tan,
  tanh,
} from "./ops/unary.js";
export { type Unique, type UniqueOptions, unique, uniqueSync } from "./ops/unique.js";
export { type NormalizeOptions, normalize } from "./ops/unit-norm.js";
export { where } from "./ops/where.js";
export {
  cauchy,
  type ExponentialOptions,
  exponential,
  gumbel,
  type LocationOptions,
  laplace,
  logNormal,
  type TruncatedNormalOptions,
  truncatedNormal,
} from "./random/continuous.js";
export {
  type CategoricalOptions,
  categorical,
  type MultinomialOptions,
  multinomial,
  randint,
} from "./random/discrete.js";
export {
  bernoulli,
  type NormalOptions,
  normal,
  normalLike,
  permutation,
  type UniformOptions,
  uniform,
  uniformLike,
} from "./random/distributions.js";
export type { RandomOptions } from "./random/draw.js";
export { defaultGenerator, Generator, manualSeed } from "./random/generator.js";
export * from "./seam/backend.js";
export * from "./seam/dtype.js";
export * from "./seam/fused.js";
export * from "./seam/graph.js";
export { infer, type ValueInfo, windowCount } from "./seam/infer.js";
export * from "./seam/op-names.js";
export * from "./seam/primitives.js";
export type { HostValue, RoutineAttributes, RoutineCall, RoutineName } from "./seam/routine.js";
export { broadcastShapes, sameShape, showShape, sizeOf, stridesOf } from "./shape.js";
export { Counter } from "./state/counter.js";
export { fromHost } from "./state/from-host.js";
export { withValues } from "./state/overrides.js";
export { Parameter, type ParameterOptions, Variable, type VariableOptions } from "./state/variable.js";
export { Tensor } from "./tensor.js";
export { asTensor, type Operand as TensorOperand, type TensorLike } from "./tensor-like.js";
export type { Axes } from "./transforms/axes.js";
export { hvp } from "./transforms/hvp.js";
export { hessian, type JacobianOptions, jacobian } from "./transforms/jacobian.js";
export type { Randomness } from "./transforms/level.js";
export { type VmapOptions, vmap } from "./transforms/vmap.js";
