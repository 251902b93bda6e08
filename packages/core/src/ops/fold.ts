import { badShape } from "../checks.js";
import { scope } from "../memory/scope.js";
import { sizeOf } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { permute, reshape } from "./movement.js";
import { pad } from "./pad.js";
import { patches, pooledSizes, type UnfoldOptions, windowAttributes } from "./pool-windows.js";
import { onImages, type PerAxis, perAxis, spatialSizes } from "./spatial.js";
import { foldWindows } from "./windows.js";

export interface FoldOptions extends UnfoldOptions {
  /** Height and width of the images. */
  readonly outputSize: PerAxis;
}

/**
 * Windows of images as columns (im2col, torch.nn.functional.unfold).
 * Shapes: [N, C, H, W] or [C, H, W] → [N, C·KH·KW, L], L windows in row-major order.
 *
 * @throws TenonError `shape_mismatch` for another rank or where no window fits; `invalid_argument` for odd options.
 * @example
 * unfold(tensor([[[1, 2, 3]]]), { kernelSize: [1, 2] }); // [[1, 2], [2, 3]]
 */
export function unfold(x: TensorLike, options: UnfoldOptions): Tensor {
  const t = asTensor(x, "unfold");
  const space = spatialSizes("unfold", t, 2);
  const windows = windowAttributes("unfold", space, options);
  const [result] = onImages([t], 2, (images) => {
    const [n, c, h, w] = images!.shape as [number, number, number, number];
    const rows = patches(reshape(images!, [n * c, h, w]), windows, 0); // [N·C, H′, W′, K]
    const [count, area] = [sizeOf(pooledSizes(space, windows)), sizeOf(windows.kernelSize)];
    return [reshape(permute(reshape(rows, [n * c, count, area]), [0, 2, 1]), [n, c * area, count])];
  });
  return result!;
}

/**
 * Adds columns up to images, the adjoint of `unfold` (col2im, torch.nn.functional.fold).
 * Shapes: [N, C·KH·KW, L] or [C·KH·KW, L] → [N, C, H, W].
 *
 * @throws TenonError `shape_mismatch` unless the columns are as many as the windows; `invalid_argument` for odd options.
 * @example
 * fold(tensor([[1, 2], [2, 3]]), { outputSize: [1, 3], kernelSize: [1, 2] }); // [[[1, 4, 3]]]
 */
export function fold(x: TensorLike, { outputSize, ...options }: FoldOptions): Tensor {
  const t = asTensor(x, "fold");
  const size = perAxis("fold", "outputSize", outputSize, 2, 1);
  const windows = windowAttributes("fold", size, options);
  const { kernelSize, stride, dilation, padding } = windows;
  const places = pooledSizes(size, windows);
  const [count, area] = [sizeOf(places), sizeOf(kernelSize)];
  const channels = t.shape.at(-2)! / area;
  if ((t.rank !== 3 && t.rank !== 2) || t.shape.at(-1) !== count || !Number.isInteger(channels))
    throw badShape(
      "fold",
      { x: t, outputSize: size, kernelSize },
      `columns [N, C·${area}, ${count}]`,
      "the options of unfold",
    );
  return scope(() => {
    const lead = t.shape.slice(0, -2);
    const columns = reshape(t, [sizeOf(lead) * channels, ...kernelSize, ...places]);
    let y = permute(columns, [0, 3, 4, 1, 2]); // [N·C, H′, W′, KH, KW]
    for (const i of [1, 0]) {
      const [lo, hi] = padding[i]!;
      y = foldWindows(y, 1 + i, size[i]! + lo + hi, stride[i]!, dilation[i]!);
    }
    const crop = [0, ...padding.map(([lo]) => -lo)];
    return reshape(pad(y, { lo: crop, hi: crop }), [...lead, channels, ...size]);
  });
}
