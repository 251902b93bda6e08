import {
  asTensor,
  logicalAnd,
  logicalNot,
  reshape,
  showShape,
  TenonError,
  type Tensor,
  type TensorLike,
  where,
} from "@tenon/core";

/** Sizes of an attention: batch, heads, queries, keys. */
export interface AttentionSizes {
  readonly batch: number;
  readonly heads: number;
  readonly queries: number;
  readonly keys: number;
}

/**
 * The mask for `scaledDotProductAttention` (bool: true looks there; float: added) from the two of torch.nn.MultiheadAttention
 * (bool: true does not look there). Shapes: attentionMask [T, S] or [N·H, T, S], keyPaddingMask [N, S].
 */
export function combineMasks(
  attentionMask: TensorLike | undefined,
  keyPaddingMask: TensorLike | undefined,
  { batch, heads, queries, keys }: AttentionSizes,
): Tensor | undefined {
  const open = keyPaddingMask && logicalNot(paddingOf(keyPaddingMask, batch, keys)); // [N, 1, 1, S]
  if (attentionMask === undefined) return open;
  const given = asTensor(attentionMask, "MultiHeadAttention");
  const full = [batch * heads, queries, keys];
  const expected = given.shape.length === 2 ? full.slice(1) : full;
  expectShape("attentionMask", given, expected);
  const mask = given.shape.length === 2 ? given : reshape(given, [batch, heads, queries, keys]);
  if (mask.dtype === "bool") return open ? logicalAnd(open, logicalNot(mask)) : logicalNot(mask);
  return open ? where(open, mask, Number.NEGATIVE_INFINITY) : mask;
}

function paddingOf(mask: TensorLike, batch: number, keys: number): Tensor {
  const given = asTensor(mask, "MultiHeadAttention");
  if (given.dtype !== "bool")
    throw new TenonError(
      "dtype_mismatch",
      `MultiHeadAttention: keyPaddingMask must be bool, ${given.dtype} was given`,
      "tokens.equal(paddingIdx): true where a key is padding",
      { dtype: given.dtype },
    );
  expectShape("keyPaddingMask", given, given.shape.length === 1 && batch === 1 ? [keys] : [batch, keys]);
  return reshape(given, [batch, 1, 1, keys]);
}

function expectShape(name: string, { shape }: Tensor, expected: readonly number[]): void {
  if (showShape(shape) !== showShape(expected))
    throw new TenonError(
      "shape_mismatch",
      `MultiHeadAttention: ${name} ${showShape(expected)} was expected, ${showShape(shape)} was given`,
      `${name} of shape ${showShape(expected)}`,
      { expected, given: shape },
    );
}
