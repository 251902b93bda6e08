import { badArgument, badShape, checkFloat } from "../checks.js";
import { scope } from "../memory/scope.js";
import { toFloat } from "../seam/dtype.js";
import { showShape, sizeOf } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { flatten, unsqueeze } from "./axes.js";
import { add, logicalAnd, maximum, minimum, mod, mul, sub } from "./binary.js";
import { toDType, toWide } from "./cast.js";
import { equal, greater, greaterEqual, less } from "./compare.js";
import { iota, tensor, zerosLike } from "./create.js";
import { CUBIC } from "./cubic.js";
import { multiply } from "./matmul.js";
import { permute, reshape } from "./movement.js";
import { pad } from "./pad.js";
import { stack, unbind } from "./pieces.js";
import { sum } from "./reduce.js";
import { gatherAlong } from "./take.js";
import { abs, floor, round } from "./unary.js";
import { where } from "./where.js";

export interface GridSampleOptions {
  /** How pixels around a place are joined; "bicubic" is for images only. Default "bilinear" (trilinear in volumes). */
  readonly mode?: "bilinear" | "nearest" | "bicubic";
  /** What lies beyond the image: zeros, its border, or its reflection. Default "zeros". */
  readonly paddingMode?: "zeros" | "border" | "reflection";
  /** True: −1 and 1 are the centres of the corner pixels. False: they are the corners of the image. Default false. */
  readonly alignCorners?: boolean;
}

/**
 * Reads images at places that a grid names, as torch.nn.functional.grid_sample (Jaderberg et al. 2015, eq. 3).
 * Shapes: x [N, C, H, W], grid [N, H′, W′, 2] of places (x, y) in −1 … 1 → [N, C, H′, W′]; or x [N, C, D, H, W], grid
 * [N, D′, H′, W′, 3] of (x, y, z) → [N, C, D′, H′, W′]. NaN in the grid counts as −1.
 *
 * @throws TenonError `shape_mismatch` when ranks or batches do not fit; `dtype_mismatch` for a grid of integers.
 * @example
 * gridSample(tensor([[[[1, 2], [3, 4]]]]), tensor([[[[0, 0]]]])); // [[[[2.5]]]]
 */
export function gridSample(x: TensorLike, grid: TensorLike, options: GridSampleOptions = {}): Tensor {
  const t = asTensor(x, "gridSample");
  const places = asTensor(grid, "gridSample");
  const { mode = "bilinear" } = options;
  check(t, places, mode);
  return scope(() => {
    const images = toWide(t);
    const [batch, channels, ...space] = t.shape as [number, number, ...number[]];
    const area = sizeOf(space);
    const result = places.shape.slice(1, -1);
    const count = sizeOf(result);
    const flat = reshape(toWide(places), [batch * count, space.length]);
    const coordinates = unbind(flat, { axis: 1 }).reverse(); // of D, H, W
    const taps = space.map((size, axis) => tapsOf(coordinates[axis]!, size, options)).reduce(joined);
    const image = mul(reshape(iota([batch, count], 0, { backend: t.backend }), [-1]), area);
    const at = add(taps.index, image); // [K, N·S′] into N·S
    // Pixels as rows, so that each place copies its channels at once; what lies beyond the image reads a row of zeros.
    const pixels = reshape(permute(images, [0, ...space.map((_, i) => i + 2), 1]), [batch * area, channels]);
    const table = taps.inside ? pad(pixels, { lo: [0, 0], hi: [1, 0] }) : pixels;
    const rows = gatherAlong(table, taps.inside ? where(taps.inside, at, batch * area) : at, 0); // [K, N·S′, C]
    const read = taps.weight ? sum(mul(rows, unsqueeze(toDType(taps.weight, rows.dtype), -1)), { axis: 0 }) : rows;
    const last = reshape(read, [batch, ...result, channels]);
    const first = permute(last, [0, result.length + 1, ...result.map((_, i) => i + 1)]);
    return toDType(first, toFloat(t.dtype));
  });
}

/** The K pixels that each of Q places reads: [K, Q] each; all inside, and of weight 1, where left out. */
interface Taps {
  readonly size: number;
  readonly index: Tensor;
  readonly weight: Tensor | undefined;
  readonly inside: Tensor | undefined;
}

/** The taps of two axes as those of both, indices into the flattened pair. */
function joined(a: Taps, b: Taps): Taps {
  const all = (f: (x: Tensor, y: Tensor) => Tensor, x: Tensor, y: Tensor) => {
    const pairs = f(unsqueeze(x, 1), y); // [K, 1, Q], [L, Q] → [K, L, Q]
    return flatten(pairs, 0, 1);
  };
  return {
    size: a.size * b.size,
    index: all((p, q) => add(mul(p, b.size), q), a.index, b.index),
    weight: a.weight && b.weight && all(mul, a.weight, b.weight),
    inside: a.inside && b.inside && all(logicalAnd, a.inside, b.inside),
  };
}

/** What the coordinates [Q] in −1 … 1 read along an axis of `size` pixels. */
function tapsOf(coordinate: Tensor, size: number, options: GridSampleOptions): Taps {
  const { mode = "bilinear", paddingMode = "zeros", alignCorners = false } = options;
  const known = where(equal(coordinate, coordinate), coordinate, -1); // NaN differs from itself
  const place = alignCorners ? mul(add(known, 1), (size - 1) / 2) : sub(mul(add(known, 1), size / 2), 0.5);
  const padded = (p: Tensor) => {
    if (paddingMode === "zeros") return within(p, -4, size + 3); // far away is as good as outside
    return within(paddingMode === "reflection" ? reflected(p, size, alignCorners) : p, 0, size - 1);
  };
  const finish = (at: Tensor, weight?: Tensor): Taps => {
    const index = toDType(at, "int32");
    const inside = paddingMode === "zeros" ? logicalAnd(greaterEqual(index, 0), less(index, size)) : undefined;
    return { size, index, weight, inside };
  };
  if (mode === "nearest") return finish(unsqueeze(round(padded(place).detach()), 0));
  const near = mode === "bilinear" || paddingMode === "zeros" ? padded(place) : place;
  const low = floor(near.detach());
  const t = sub(near, low);
  const { backend, dtype } = near;
  if (mode === "bilinear") {
    const both = add(low, iota([2, 1], 0, { dtype, backend })); // [2, Q]
    const cut = paddingMode === "zeros" ? both : minimum(both, size - 1); // of weight 0 there
    return finish(cut, stack([sub(1, t), t]));
  }
  const four = add(low, sub(iota([4, 1], 0, { dtype, backend }), 1)); // [4, Q]
  const weights = CUBIC.map(([a, b, c, d]) => add(mul(add(mul(add(mul(t, d), c), t), b), t), a));
  return finish(paddingMode === "zeros" ? four : padded(four).detach(), stack(weights));
}

/** p cut to low … high; where it is cut, or touches them, no gradient passes. */
function within(p: Tensor, low: number, high: number): Tensor {
  const cut = minimum(maximum(p.detach(), low), high);
  return where(logicalAnd(greater(p, low), less(p, high)), p, cut);
}

/** p thrown back at both ends of the axis as often as it takes; ends are centres of pixels or edges of the image. */
function reflected(p: Tensor, size: number, alignCorners: boolean): Tensor {
  const span = alignCorners ? size - 1 : size;
  const low = alignCorners ? 0 : -0.5;
  if (span === 0) return zerosLike(p);
  const turned = mod(abs(sub(p, low)), 2 * span);
  return add(where(less(turned, span), turned, sub(2 * span, turned)), low);
}

function check(x: Tensor, grid: Tensor, mode: string): void {
  const axes = x.rank - 2;
  const fits =
    (axes === 2 || axes === 3) &&
    grid.rank === x.rank &&
    grid.shape[0] === x.shape[0] &&
    grid.shape.at(-1) === axes &&
    !x.shape.slice(2).includes(0);
  if (!fits || (mode === "bicubic" && axes !== 2))
    throw badShape(
      "gridSample",
      { x, grid, mode },
      mode === "bicubic"
        ? "x [N, C, H, W], grid [N, H', W', 2]"
        : "x [N, C, ...S] of 2 or 3 axes, grid [N, ...S', axes]",
    );
  checkFloat("gridSample", grid.dtype, "grid");
}

export interface AffineGridOptions {
  /** The shape of the images to make: [N, C, H, W] or [N, C, D, H, W]. */
  readonly size: readonly number[];
  /** As in `gridSample`. */
  readonly alignCorners?: boolean;
}

/**
 * The grid for `gridSample` that an affine map makes of the places of an image (Jaderberg et al. 2015, eq. 1).
 * Shapes: theta [N, 2, 3] → [N, H, W, 2], or theta [N, 3, 4] → [N, D, H, W, 3].
 *
 * @throws TenonError `shape_mismatch` when theta and size do not fit; `invalid_argument` for other sizes.
 * @example
 * affineGrid(tensor([[[1, 0, 0], [0, 1, 0]]]), { size: [1, 1, 1, 2] }); // [[[[-0.5, 0], [0.5, 0]]]]
 */
export function affineGrid(theta: TensorLike, { size, alignCorners = false }: AffineGridOptions): Tensor {
  const t = asTensor(theta, "affineGrid");
  const [batch, , ...space] = size;
  const axes = space.length;
  if (size.some((n, i) => !Number.isInteger(n) || n < (i === 0 ? 0 : 1)) || (axes !== 2 && axes !== 3))
    throw badArgument("affineGrid", { size }, "[N, C, H, W] or [N, C, D, H, W]");
  if (t.rank !== 3 || t.shape[0] !== batch || t.shape[1] !== axes || t.shape[2] !== axes + 1)
    throw badShape("affineGrid", { theta: t, size }, `theta ${showShape([batch!, axes, axes + 1])}`);
  return scope(() => {
    const matrix = toWide(t);
    const { dtype, backend } = matrix;
    const places = tensor(homogeneous(space, alignCorners), { shape: [sizeOf(space), axes + 1], dtype, backend });
    const grid = multiply(places, matrix, false, true); // [S, A + 1] × [N, A, A + 1]ᵀ → [N, S, A]
    return toDType(reshape(grid, [batch!, ...space, axes]), toFloat(t.dtype));
  });
}

/** (x, y, 1) or (x, y, z, 1) of each place of an image, from −1 to 1. */
function homogeneous(space: readonly number[], alignCorners: boolean): Float64Array {
  const width = space.length + 1;
  const rows = new Float64Array(sizeOf(space) * width).fill(1);
  for (let i = 0; i < sizeOf(space); i++) {
    let rest = i;
    for (let axis = space.length - 1; axis >= 0; axis--) {
      const n = space[axis]!;
      const at = rest % n;
      rest = (rest - at) / n;
      const corner = n > 1 ? (2 * at) / (n - 1) - 1 : 0;
      rows[i * width + space.length - 1 - axis] = alignCorners ? corner : (2 * at + 1) / n - 1;
    }
  }
  return rows;
}
