import type { ConvAttributes, Fused } from "@tenon/core";
import type { Copies } from "../copies.js";
import type { JsHandle } from "../js-handle.js";
import type { Memory } from "../memory.js";
import type { NumberArray } from "../number-array.js";
import { type Pack, packedGemm, rowsOf, type Unpack } from "../packed-gemm.js";
import { createWinograd, type Images } from "./winograd.js";

/**
 * Grouped convolution over any number of spatial axes as a matrix product whose left side is never written down: patches are
 * packed straight from the image (implicit GEMM; Chetlur et al. 2014). float32 only; composed elsewhere.
 */
export function createConv(memory: Memory, copies: Copies, usesWinograd: boolean): Fused<JsHandle>["conv"] {
  const winograd = createWinograd(memory);
  return (inputs, attributes, compose) => {
    const [x, w] = inputs as readonly [JsHandle, JsHandle];
    const { groups, stride, dilation } = attributes;
    if (x.dtype !== "float32" || x.size === 0 || w.size === 0) return compose();
    // between zeros: the composition does not multiply them
    if (attributes.inputDilation.some((d) => d > 1) && stride.every((step) => step === 1)) return compose();
    const padded = padImage(memory, copies, x, attributes);
    try {
      const [batch, channels, ...space] = padded.shape as readonly [number, number, ...number[]];
      const [outputs, , ...kernel] = w.shape as readonly [number, number, ...number[]];
      const sizes = space.map((n, i) => Math.floor((n - dilation[i]! * (kernel[i]! - 1) - 1) / stride[i]!) + 1);
      const out = memory.allocate([batch, outputs, ...sizes], "float32");
      const area = sizes.reduce((a, b) => a * b, 1);
      const perGroup = outputs / groups;
      const fast = usesWinograd ? winogradOf(attributes, batch, channels / groups, perGroup, sizes, kernel) : undefined;
      if (fast !== undefined && isEven(x) && isEven(w)) {
        const images = imagesOf(padded);
        const kernels = imagesOf(w);
        for (let group = 0; group < groups; group++)
          winograd[fast](
            { ...images, at: images.at + (group * channels * images.inner) / groups },
            { ...kernels, at: kernels.at + group * perGroup * kernels.outer },
            {
              data: out.data as Float32Array, // the array of float32
              at: group * perGroup * area,
              outer: outputs * area,
              inner: area,
              rows: sizes[0]!,
              columns: sizes[1]!,
            },
            batch,
            channels / groups,
            perGroup,
          );
        return [out];
      }
      const [alongN, alongC, ...along] = padded.strides as readonly [number, number, ...number[]];
      const steps = along.map((step, i) => step * stride[i]!);
      // element (row, inner) of the left matrix lies at starts[row] + reach[inner]
      const starts = offsets([batch, ...sizes], [alongN, ...steps]);
      const reach = offsets([channels / groups, ...kernel], [alongC, ...along.map((step, i) => step * dilation[i]!)]);
      const places = offsets([batch, area], [outputs * area, 1]);
      copies.withContiguous(w, (weight) => {
        for (let group = 0; group < groups; group++) {
          const at = padded.offset + (group * channels * alongC) / groups;
          const first = group * perGroup;
          const row = reach.length;
          packedGemm(
            patches(padded.data, at, starts, reach),
            rowsOf({ data: weight.data, at: weight.offset + first * row, row, column: 1 }),
            channelsFirst(out.data, first * area, places, area),
            starts.length,
            row,
            perGroup,
          );
        }
      });
      return [out];
    } finally {
      memory.dispose(padded);
    }
  };
}

/** Fewer channels, or fewer tiles, than this are not worth the transforms. */
const LEAST = 8;

/** Which way of fewer multiplications fits: for small kernels, or for kernels that leave 3 × 3 places; undefined if none does. */
function winogradOf(
  { stride, dilation, inputDilation }: ConvAttributes,
  batch: number,
  channels: number,
  outputs: number,
  sizes: readonly number[],
  kernel: readonly number[],
): "forward" | "backward" | undefined {
  if (kernel.length !== 2 || ![...stride, ...dilation, ...inputDilation].every((n) => n === 1)) return undefined;
  const is3 = (n: number) => n === 3;
  const along = (n: number) => Math.ceil(n / 4);
  // tiles that are mostly full, and enough to fill the matrices
  const fits = ([n, m]: readonly number[], stacks: number) =>
    n! * m! > 7 * along(n!) * along(m!) && stacks * along(n!) * along(m!) >= LEAST;
  if (outputs < LEAST) return undefined;
  if (kernel.every(is3) && channels >= LEAST && fits(sizes, batch)) return "forward";
  return sizes.every(is3) && batch >= LEAST && fits(kernel, channels) ? "backward" : undefined;
}

/**
 * True when all is finite and what is largest does not stand out so far that it would blur what lies beside it in a tile: of
 * some four thousand elements that are not 0 at least half are more than a millionth of it.
 */
function isEven(x: JsHandle): boolean {
  const { data, offset, size } = x.contiguous ? x : (x.base ?? x);
  if (size > x.size) return false;
  let most = 0;
  let sum = 0; // not finite where an element is not
  for (let i = offset; i < offset + size; i++) {
    const v = Math.abs(data[i]!);
    sum += v;
    most = v > most ? v : most;
  }
  if (!(sum < Number.POSITIVE_INFINITY)) return false;
  let balance = 0;
  for (let i = offset, step = (size >> 12) | 1; i < offset + size; i += step) {
    const v = Math.abs(data[i]!);
    if (v > 0) balance += v > most * 1e-6 ? 1 : -1;
  }
  return balance >= 0;
}

function imagesOf({ data, offset, strides, shape }: JsHandle): Images {
  const [outer, inner, row, column] = strides as [number, number, number, number];
  const [, , height, width] = shape as [number, number, number, number];
  return { data: data as Float32Array, at: offset, outer, inner, row, column, height, width }; // the array of float32
}

/** The image with its zeros around and between, or a view of what negative padding leaves. */
function padImage(memory: Memory, copies: Copies, x: JsHandle, { padding, inputDilation }: ConvAttributes): JsHandle {
  const [lo, hi] = [0, 1].map((end) => [0, 0, ...padding.map((pair) => Math.max(0, pair[end]!))]) as [
    number[],
    number[],
  ];
  const interior = [0, 0, ...inputDilation.map((d) => d - 1)];
  const grows = [...lo, ...hi, ...interior].some((n) => n > 0);
  const grown = grows ? copies.pad(x, lo, hi, interior, 0) : memory.alias(x);
  if (padding.every(([before, after]) => before >= 0 && after >= 0)) return grown;
  const shape = [...grown.shape];
  let { offset } = grown;
  padding.forEach(([before, after], i) => {
    const axis = i + 2;
    shape[axis] = shape[axis]! + Math.min(0, before) + Math.min(0, after);
    offset -= Math.min(0, before) * grown.strides[axis]!;
  });
  const cropped = memory.view(grown, shape, grown.strides, offset);
  memory.dispose(grown);
  return cropped;
}

/** Where each element of a strided block lies, row-major. */
function offsets(sizes: readonly number[], steps: readonly number[]): Int32Array {
  let list = Int32Array.of(0);
  sizes.forEach((n, axis) => {
    const longer = new Int32Array(list.length * n);
    let at = 0;
    for (const start of list) for (let i = 0; i < n; i++) longer[at++] = start + i * steps[axis]!;
    list = longer;
  });
  return list;
}

/** Rows of patches: the image at `starts[row] + reach[inner]`. */
function patches(x: NumberArray, at: number, starts: Int32Array, reach: Int32Array): Pack {
  return (packed, line, lines, from, length) => {
    let q = 0;
    for (let i = line; i < line + lines; i += 4) {
      const last = line + lines - 1;
      // a row that is not there is packed as the last one; nobody reads its sums
      const p0 = at + starts[i]!;
      const p1 = at + starts[Math.min(i + 1, last)]!;
      const p2 = at + starts[Math.min(i + 2, last)]!;
      const p3 = at + starts[Math.min(i + 3, last)]!;
      for (let l = from; l < from + length; l++, q += 4) {
        const d = reach[l]!;
        packed[q] = x[p0 + d]!;
        packed[q + 1] = x[p1 + d]!;
        packed[q + 2] = x[p2 + d]!;
        packed[q + 3] = x[p3 + d]!;
      }
    }
  };
}

/** Sums of row i and column j go to `at + places[i] + j·area`. */
function channelsFirst(o: NumberArray, at: number, places: Int32Array, area: number): Unpack {
  return (tiles, first, rows, j, columns) => {
    for (let r = 0, t = 0; r < rows; r += 4)
      for (let c = 0; c < columns; c += 4, t += 16) {
        const height = Math.min(4, rows - r);
        const width = Math.min(4, columns - c);
        for (let i = 0; i < height; i++)
          for (let k = 0, q = at + places[first + r + i]! + (j + c) * area; k < width; k++, q += area)
            o[q] = tiles[t + 4 * i + k]!;
      }
  };
}
