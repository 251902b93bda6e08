import { badShape, checkInteger } from "../checks.js";
import { scope } from "../memory/scope.js";
import { sizeOf } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { permute, reshape } from "./movement.js";

/**
 * Moves channels into space: r² channels become one with r times the height and width (Shi et al. 2016, eq. 4).
 * Shapes: x [..., C·r², H, W] → [..., C, H·r, W·r].
 *
 * @throws TenonError `shape_mismatch` when r² does not divide the channels; `invalid_argument` unless r is an integer ≥ 1.
 * @example
 * pixelShuffle(tensor([[[1]], [[2]], [[3]], [[4]]]), { upscaleFactor: 2 }); // [[[1, 2], [3, 4]]]
 */
export function pixelShuffle(x: TensorLike, { upscaleFactor }: { readonly upscaleFactor: number }): Tensor {
  const t = asTensor(x, "pixelShuffle");
  const r = upscaleFactor;
  checkInteger("pixelShuffle", "upscaleFactor", r, 1);
  const [channels, height, width] = imageSizes("pixelShuffle", t);
  checkDivides("pixelShuffle", t, r * r, channels);
  return scope(() => {
    const cut = reshape(t, [images(t) * (channels / (r * r)), r, r, height, width]);
    const moved = permute(cut, [0, 3, 1, 4, 2]); // [N·C, H, r, W, r]
    return reshape(moved, [...t.shape.slice(0, -3), channels / (r * r), height * r, width * r]);
  });
}

/**
 * Moves space into channels, the inverse of `pixelShuffle`. Shapes: x [..., C, H·r, W·r] → [..., C·r², H, W].
 * @throws TenonError `shape_mismatch` when r does not divide height and width; `invalid_argument` unless r is an integer ≥ 1.
 * @example
 * pixelUnshuffle(tensor([[[1, 2], [3, 4]]]), { downscaleFactor: 2 }); // [[[1]], [[2]], [[3]], [[4]]]
 */
export function pixelUnshuffle(x: TensorLike, { downscaleFactor }: { readonly downscaleFactor: number }): Tensor {
  const t = asTensor(x, "pixelUnshuffle");
  const r = downscaleFactor;
  checkInteger("pixelUnshuffle", "downscaleFactor", r, 1);
  const [channels, height, width] = imageSizes("pixelUnshuffle", t);
  checkDivides("pixelUnshuffle", t, r, height, width);
  return scope(() => {
    const cut = reshape(t, [images(t) * channels, height / r, r, width / r, r]);
    const moved = permute(cut, [0, 2, 4, 1, 3]); // [N·C, r, r, H, W]
    return reshape(moved, [...t.shape.slice(0, -3), channels * r * r, height / r, width / r]);
  });
}

/**
 * Deals channels out to groups in turn, so that the next grouped convolution mixes them (Zhang et al. 2018, §3.1).
 * Shapes: x [N, C, …S] → the same.
 *
 * @throws TenonError `shape_mismatch` for x of rank < 2 or groups that do not divide the channels.
 * @example
 * channelShuffle(tensor([[1, 2, 3, 4]]), { groups: 2 }); // [[1, 3, 2, 4]]
 */
export function channelShuffle(x: TensorLike, { groups }: { readonly groups: number }): Tensor {
  const t = asTensor(x, "channelShuffle");
  checkInteger("channelShuffle", "groups", groups, 1);
  const [batch, channels, ...space] = t.shape;
  if (batch === undefined || channels === undefined) throw badShape("channelShuffle", { x: t }, "x [N, C, ...S]");
  checkDivides("channelShuffle", t, groups, channels);
  return scope(() => {
    const cut = reshape(t, [batch, groups, channels / groups, sizeOf(space)]);
    return reshape(permute(cut, [0, 2, 1, 3]), t.shape);
  });
}

/** How many images [C, H, W] there are. */
const images = (t: Tensor) => sizeOf(t.shape.slice(0, -3));

function imageSizes(op: string, t: Tensor): [channels: number, height: number, width: number] {
  if (t.rank < 3) throw badShape(op, { x: t }, "x [..., C, H, W]");
  return t.shape.slice(-3) as [number, number, number]; // rank ≥ 3
}

function checkDivides(op: string, t: Tensor, by: number, ...sizes: readonly number[]): void {
  if (sizes.some((n) => n % by !== 0)) throw badShape(op, { x: t }, `sizes that ${by} divides`);
}
