import type { JsHandle } from "../js-handle.js";
import type { Memory } from "../memory.js";
import { type Pack, packedGemm, type Unpack } from "../packed-gemm.js";
import {
  type Sweep,
  sweepFilter,
  sweepFilterBack,
  sweepInput,
  sweepOutput,
  sweepOutputBack,
} from "./winograd-transforms.js";

/** A stack of stacks of images [M, L, H, W] in an array: element (m, l, i, j) lies at `at + m·outer + l·inner + i·row + j·column`. */
export interface Images {
  readonly data: Float32Array;
  readonly at: number;
  readonly outer: number;
  readonly inner: number;
  readonly row: number;
  readonly column: number;
  readonly height: number;
  readonly width: number;
}

/** Where images [M, L, rows, columns] go: one for (m, l) begins at `at + m·outer + l·inner`, its rows lie side by side. */
interface Results {
  readonly data: Float32Array;
  readonly at: number;
  readonly outer: number;
  readonly inner: number;
  readonly rows: number;
  readonly columns: number;
}

/** Factors of a tile of 6 × 6. */
const FACTORS = 36;

/** G is 24 times as large as it should be, along both axes. */
const SCALE = 24 * 24;

/** What is worked on at once holds about this many elements, so that it fits the second cache. */
const BLOCK = 160_000;

/** The most elements of transformed kernels; more output channels are done in turns. */
const FILTERS = 1 << 22;

/** For each factor a matrix in panels, four lines side by side, as `packedGemm` packs them. */
interface Panels {
  readonly data: Float64Array;
  /** Elements from one factor to the next: no power of two, which would fill few lines of a cache. */
  readonly plane: number;
  /** Elements of a line. */
  readonly depth: number;
}

const padded = (n: number) => (n + 3) & ~3;

/** Convolutions by few multiplications, in float64. */
export function createWinograd(memory: Memory) {
  const window = new Float64Array(FACTORS);
  const half = new Float64Array(FACTORS);
  const whole = new Float64Array(FACTORS);

  /** Transforms a window at `from`, of which `tall` × `wide` elements are there and the rest is 0. */
  function put(
    to: Panels,
    line: number,
    position: number,
    sweep: Sweep,
    size: number,
    { data, row, column }: Images,
    from: number,
    tall: number,
    wide: number,
  ): void {
    if (tall < size || wide < size) window.fill(0);
    for (let i = 0; i < Math.min(tall, size); i++)
      for (let j = 0, p = from + i * row; j < Math.min(wide, size); j++, p += column) window[i * size + j] = data[p]!;
    sweep(window, half, size);
    sweep(half, whole, 6);
    let q = ((line >> 2) * to.depth + position) * 4 + (line & 3);
    for (let factor = 0; factor < FACTORS; factor++, q += to.plane) to.data[q] = whole[factor]!;
  }

  /** Transforms the sums of line `r` and column `c` back, and writes `tall` × `wide` of them. */
  function take(
    from: Panels,
    at: number,
    sweep: Sweep,
    size: number,
    { data, columns }: Results,
    to: number,
    tall: number,
    wide: number,
  ): void {
    for (let factor = 0, p = at; factor < FACTORS; factor++, p += from.plane) window[factor] = from.data[p]!;
    sweep(window, half, 6);
    sweep(half, whole, size);
    for (let i = 0; i < Math.min(tall, size); i++)
      for (let j = 0; j < Math.min(wide, size); j++) data[to + i * columns + j] = whole[i * size + j]! / SCALE;
  }

  /** Calls `use` with panels for `counts` lines of `depths` elements, whose memory lives as long as the call. */
  function withPanels(sizes: readonly (readonly [lines: number, depth: number])[], use: (panels: Panels[]) => void) {
    const buffers: JsHandle[] = [];
    try {
      const panels = sizes.map(([lines, depth]) => {
        const plane = padded(lines) * depth + 8;
        const buffer = memory.allocate([FACTORS * plane], "float64");
        buffers.push(buffer);
        return { data: buffer.data as Float64Array, plane, depth }; // the array of float64
      });
      use(panels);
    } finally {
      for (const buffer of buffers) memory.dispose(buffer);
    }
  }

  return {
    /**
     * out[m, o] = Σ over l of x[m, l] convolved with the 3 × 3 kernels w[o, l]: tiles of 4 × 4 places by 36 multiplications
     * instead of 144.
     */
    forward(x: Images, w: Images, out: Results, batch: number, channels: number, outputs: number): void {
      const [down, right] = [Math.ceil(out.rows / 4), Math.ceil(out.columns / 4)];
      const tiles = batch * down * right;
      const most = Math.min(outputs, Math.max(64, Math.floor(FILTERS / (FACTORS * channels)) & ~63));
      const height = Math.min(padded(tiles), Math.max(16, Math.floor(BLOCK / (FACTORS * (channels + most))) & ~3));
      const sizes = [
        [height, channels],
        [most, channels],
        [height, padded(most)],
      ] as const;
      withPanels(sizes, ([images, filters, sums]) => {
        for (let first = 0; first < outputs; first += most) {
          const count = Math.min(most, outputs - first);
          for (let o = 0; o < count; o++)
            for (let l = 0, p = w.at + (first + o) * w.outer; l < channels; l++, p += w.inner)
              put(filters!, o, l, sweepFilter, 3, w, p, 3, 3);
          for (let start = 0; start < tiles; start += height) {
            const lines = Math.min(height, tiles - start);
            for (let t = 0; t < lines; t++) {
              const j = 4 * ((start + t) % right);
              const i = 4 * (Math.floor((start + t) / right) % down);
              let p = x.at + Math.floor((start + t) / (right * down)) * x.outer + i * x.row + j * x.column;
              for (let l = 0; l < channels; l++, p += x.inner)
                put(images!, t, l, sweepInput, 6, x, p, x.height - i, x.width - j);
            }
            multiply(images!, filters!, sums!, lines, channels, count, false);
            for (let t = 0; t < lines; t++) {
              const j = 4 * ((start + t) % right);
              const i = 4 * (Math.floor((start + t) / right) % down);
              const m = Math.floor((start + t) / (right * down));
              let p = out.at + m * out.outer + first * out.inner + i * out.columns + j;
              for (let o = 0; o < count; o++, p += out.inner)
                take(sums!, placeOf(t, o, lines, count), sweepOutput, 4, out, p, out.rows - i, out.columns - j);
            }
          }
        }
      });
    },

    /**
     * The same where the kernels are as large as the images, up to 2 rows and columns, so that out is 3 × 3: the gradient of
     * such kernels. Tiles of 4 × 4 elements of kernels give 9 sums by 36 multiplications instead of 144.
     */
    backward(x: Images, w: Images, out: Results, batch: number, channels: number, outputs: number): void {
      const [down, right] = [Math.ceil(w.height / 4), Math.ceil(w.width / 4)];
      const tiles = channels * down * right;
      const height = Math.min(tiles, Math.max(16, Math.floor((2 * BLOCK) / (FACTORS * (batch + outputs)))));
      const sizes = [
        [batch, height],
        [outputs, height],
        [batch, padded(outputs)],
      ] as const;
      withPanels(sizes, ([images, filters, sums]) => {
        for (let start = 0; start < tiles; start += height) {
          const depth = Math.min(height, tiles - start);
          const [a, b] = [images!, filters!].map((panels) => ({ ...panels, depth })) as [Panels, Panels];
          for (let t = 0; t < depth; t++) {
            const j = 4 * ((start + t) % right);
            const i = 4 * (Math.floor((start + t) / right) % down);
            const l = Math.floor((start + t) / (right * down));
            let p = x.at + l * x.inner + i * x.row + j * x.column;
            for (let m = 0; m < batch; m++, p += x.outer) put(a, m, t, sweepInput, 6, x, p, x.height - i, x.width - j);
            p = w.at + l * w.inner + i * w.row + j * w.column;
            for (let o = 0; o < outputs; o++, p += w.outer)
              put(b, o, t, sweepOutputBack, 4, w, p, w.height - i, w.width - j);
          }
          multiply(a, b, sums!, batch, depth, outputs, start > 0);
        }
        for (let m = 0; m < batch; m++)
          for (let o = 0; o < outputs; o++)
            take(
              sums!,
              placeOf(m, o, batch, outputs),
              sweepFilterBack,
              3,
              out,
              out.at + m * out.outer + o * out.inner,
              3,
              3,
            );
      });
    },
  };
}

/** Columns of a block that `packedGemm` returns at once. */
const COLUMNS = 64;

/** Where the sum of line `r` and column `c` lies among the sums of a factor: tiles of 4 × 4 in blocks of columns. */
function placeOf(r: number, c: number, lines: number, columns: number): number {
  const block = c & -COLUMNS;
  const across = padded(Math.min(COLUMNS, columns - block));
  return padded(lines) * block + (r >> 2) * 4 * across + ((c - block) >> 2) * 16 + (r & 3) * 4 + (c & 3);
}

/** For each factor the product of `lines` lines of a and `columns` lines of b. */
function multiply(
  a: Panels,
  b: Panels,
  out: Panels,
  lines: number,
  depth: number,
  columns: number,
  adds: boolean,
): void {
  for (let factor = 0; factor < FACTORS; factor++) {
    const at = factor * out.plane;
    const keep: Unpack = (tiles, i, rows, j, width) => {
      const size = padded(rows) * padded(width);
      const to = at + padded(lines) * j + i * padded(width);
      if (adds) for (let p = 0; p < size; p++) out.data[to + p] = out.data[to + p]! + tiles[p]!;
      else out.data.set(tiles.subarray(0, size), to);
    };
    packedGemm(packed(a, factor), packed(b, factor), keep, lines, depth, columns);
  }
}

function packed({ data, plane, depth }: Panels, factor: number): Pack {
  return (to, line, lines, from, length) => {
    for (let l = line, q = 0; l < line + lines; l += 4, q += 4 * length) {
      const at = factor * plane + (l * depth + 4 * from);
      if (length === depth) {
        to.set(data.subarray(at, at + padded(lines) * depth));
        return;
      }
      to.set(data.subarray(at, at + 4 * length), q);
    }
  };
}
