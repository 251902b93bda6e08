import type { Handle } from "./backend.js";

/** The activation at the end of a fused matmul or convolution. */
export type Activation = "none" | "relu" | "sigmoid" | "tanh" | "gelu" | "geluTanh" | "silu";

/** A convolution over S spatial axes; `padding` pairs may be negative, which crops. */
export interface ConvAttributes {
  readonly stride: readonly number[];
  readonly padding: readonly (readonly [number, number])[];
  readonly dilation: readonly number[];
  /** Zeros between the input's elements, plus one; 1 is a plain convolution. */
  readonly inputDilation: readonly number[];
  readonly groups: number;
}

/** A pool over the last axes, one entry per spatial axis. */
export interface PoolAttributes {
  readonly kernelSize: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly (readonly [number, number])[];
  readonly dilation: readonly number[];
}

/**
 * Fused ops: inputs → outputs and attributes. `?` inputs may be left out from the end of the list.
 * The meaning of each is its composition in core, which every backend falls back to.
 */
export interface FusedAttributes {
  /** x [..., I], weight [O, I], bias? [O] → [..., O] */
  linear: { readonly activation: Activation };
  /** x → y */
  gelu: { readonly approximate: "none" | "tanh" };
  /** g, x → gradient of x */
  geluBackward: { readonly approximate: "none" | "tanh" };
  /** x [N, C, …S], weight [O, C/groups, …K] → [N, O, …S′] */
  conv: ConvAttributes;
  /** x [N, C, …S] → values [N, C, …S′], indices int32 into the flattened …S */
  maxPool: PoolAttributes;
  /** g [N, C, …S′], indices [N, C, …S′] → [N, C, …inputSize] */
  maxPoolBackward: PoolAttributes & { readonly inputSize: readonly number[] };
  /** x [N, C, …S] → [N, C, …S′] */
  avgPool: PoolAttributes & { readonly countPadding: boolean };
  /** g [N, C, …S′] → [N, C, …inputSize] */
  avgPoolBackward: PoolAttributes & { readonly countPadding: boolean; readonly inputSize: readonly number[] };
  /** x → y, along `axis` */
  softmax: { readonly axis: number };
  /** g, y → gradient of x */
  softmaxBackward: { readonly axis: number };
  /** x → y, along `axis` */
  logSoftmax: { readonly axis: number };
  /** g, y → gradient of x */
  logSoftmaxBackward: { readonly axis: number };
  /** logits [N, C], targets int32 [N] → losses [N], logSumExp [N] */
  crossEntropy: { readonly ignoreIndex: number };
  /** g [N], logits [N, C], targets [N], logSumExp [N] → gradient of logits [N, C] */
  crossEntropyBackward: { readonly ignoreIndex: number };
  /** x [..., …D], weight? [...D], bias? [...D] → y, mean [..., 1…], inverseDeviation [..., 1…]; statistics at least float32 */
  layerNorm: { readonly axes: readonly number[]; readonly epsilon: number };
  /** g, x, mean, inverseDeviation, weight? → gradients of x, weight, bias */
  layerNormBackward: { readonly axes: readonly number[] };
  /** x [N, C, …S], weight? [C], bias? [C] → y, mean [C], variance [C] of the population; statistics at least float32 */
  batchNorm: { readonly epsilon: number };
  /** g, x, mean, variance, weight? → gradients of x, weight, bias */
  batchNormBackward: { readonly epsilon: number };
  /** q [..., H, T, D], k [..., H/g, S, D], v [..., H/g, S, E], mask? → out [..., H, T, E], logSumExp [..., H, T] */
  attention: { readonly scale: number; readonly causal: boolean };
  /** g, q, k, v, Σ g·out [..., H, T], logSumExp, mask? → gradients of q, k, v and, where wanted, of a float mask */
  attentionBackward: { readonly scale: number; readonly causal: boolean; readonly wantsMask: boolean };
  /** gates [B, 4H] (i, f, g, o), c [B, H] → h [B, H], c [B, H] */
  lstmCell: Record<string, never>;
  /** gradients of h and c, gates, c, new c → gradients of gates and c */
  lstmCellBackward: Record<string, never>;
  /**
   * parameter, gradient, momentum?, rate [] → parameter, momentum?. Writes its first and third input in place
   * where `donate` allows it.
   */
  sgd: {
    readonly momentum: number;
    readonly nesterov: boolean;
    readonly weightDecay: number;
    readonly donate: boolean;
  };
  /** parameter, gradient, m, v, then size, floor, 1 − β₁ and 1 − β₂ of shape [] → parameter, m, v */
  adam: Record<string, never>;
  /** cache, update, position [] → cache with `update` at `position` along `axis`. In place as `sgd`. */
  cacheWrite: { readonly axis: number; readonly donate: boolean };
}

/** Name of an op that a backend may fuse. */
export type FusedName = keyof FusedAttributes;

/** Runs the op's composition in core over the same backend: what a fused op returns for inputs it has no kernel for. */
export type Compose<T extends Handle> = () => T[];

/**
 * A fused op of a backend. Not called for dtypes that `caps` does not compute.
 * Typed as a method is: a backend over its own kind of handle is a `Backend`.
 */
export type FusedOp<T extends Handle, K extends FusedName = FusedName> = {
  call(inputs: readonly T[], attributes: FusedAttributes[K], compose: Compose<T>): T[];
}["call"];

/** Kernels of all fused ops; a backend offers those that pay. */
export type Fused<T extends Handle> = { readonly [K in FusedName]: FusedOp<T, K> };
