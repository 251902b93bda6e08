import type { NumberArray } from "./number-array.js";

/** Runs of this length are sorted by insertion before they are merged. */
const RUN = 12;

/** Room for sorting lines of one length: keys and their positions, twice. Every dtype fits in float64 exactly. */
export class SortBuffers {
  readonly length: number;
  keys: Float64Array;
  order: Int32Array;
  otherKeys: Float64Array;
  otherOrder: Int32Array;

  constructor(length: number) {
    this.length = length;
    this.keys = new Float64Array(length);
    this.order = new Int32Array(length);
    this.otherKeys = new Float64Array(length);
    this.otherOrder = new Int32Array(length);
  }

  swap(): void {
    [this.keys, this.otherKeys] = [this.otherKeys, this.keys];
    [this.order, this.otherOrder] = [this.otherOrder, this.order];
  }
}

/**
 * Positions of the elements of `a` from `p`, `step` apart, in stable order with NaN last: a bottom-up merge sort of the
 * numbers, with the NaNs set aside. Descending sorts the negated keys, so that ties stay in order. The result is overwritten
 * by the next call.
 */
export function argsortLane(
  buffers: SortBuffers,
  a: NumberArray,
  p: number,
  step: number,
  descending: boolean,
): Int32Array {
  const { length } = buffers;
  let numbers = 0;
  let nans = 0;
  for (let i = 0; i < length; i++) {
    const x = a[p + i * step]!;
    if (Number.isNaN(x)) {
      buffers.otherOrder[nans++] = i;
    } else {
      buffers.keys[numbers] = descending ? -x : x;
      buffers.order[numbers++] = i;
    }
  }
  const tail = buffers.otherOrder.slice(0, nans);
  for (let from = 0; from < numbers; from += RUN)
    sortRun(buffers.keys, buffers.order, from, Math.min(from + RUN, numbers));
  for (let width = RUN; width < numbers; width *= 2) {
    mergeRuns(buffers, width, numbers);
    buffers.swap();
  }
  buffers.order.set(tail, numbers);
  return buffers.order;
}

function sortRun(keys: Float64Array, order: Int32Array, from: number, to: number): void {
  for (let i = from + 1; i < to; i++) {
    const key = keys[i]!;
    const position = order[i]!;
    let j = i - 1;
    for (; j >= from && keys[j]! > key; j--) {
      keys[j + 1] = keys[j]!;
      order[j + 1] = order[j]!;
    }
    keys[j + 1] = key;
    order[j + 1] = position;
  }
}

/** Merges neighbouring sorted runs of `width` into the other buffers; of equal keys the left one goes first. */
function mergeRuns({ keys, order, otherKeys, otherOrder }: SortBuffers, width: number, length: number): void {
  for (let from = 0; from < length; from += 2 * width) {
    const middle = Math.min(from + width, length);
    const end = Math.min(from + 2 * width, length);
    let left = from;
    let right = middle;
    for (let i = from; i < end; i++) {
      const next = right >= end || (left < middle && keys[left]! <= keys[right]!) ? left++ : right++;
      otherKeys[i] = keys[next]!;
      otherOrder[i] = order[next]!;
    }
  }
}
