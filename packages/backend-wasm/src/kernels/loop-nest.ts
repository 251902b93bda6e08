import { type Expression, type FunctionBuilder, type I32, i32, type Local } from "../assembler/index.js";
import { type KernelSize, size } from "./sizes.js";

/** Something that moves along with a loop: an address, with the bytes that one step along each axis adds. */
export interface Cursor {
  readonly at: Local<"i32">;
  readonly steps: readonly KernelSize[];
}

/**
 * The row-major positions begin … end − 1 of a box of `shape`: cursors start at its origin, `body` runs once per position.
 * Divisions happen once, at the start; from then on the position is carried over like an odometer's.
 */
export function odometer(
  f: FunctionBuilder,
  shape: readonly KernelSize[],
  cursors: readonly Cursor[],
  begin: Local<"i32">,
  end: Local<"i32">,
  body: () => void,
): void {
  f.if(i32.ltU(begin, end), () => turn(f, shape, cursors, begin, end, body));
}

function turn(
  f: FunctionBuilder,
  shape: readonly KernelSize[],
  cursors: readonly Cursor[],
  begin: Local<"i32">,
  end: Local<"i32">,
  body: () => void,
): void {
  const position = f.let(begin);
  const index = shape.map(() => f.local("i32"));
  const rest = f.let(begin);
  for (let k = shape.length - 1; k >= 0; k--) {
    if (k > 0) {
      f.set(index[k]!, i32.remU(rest, shape[k]!));
      f.set(rest, i32.divU(rest, shape[k]!));
    } else f.set(index[k]!, rest);
    for (const cursor of cursors) advance(f, cursor.at, index[k]!, cursor.steps[k]!);
  }
  f.while(i32.ltU(position, end), () => {
    body();
    f.increase(position, 1);
    f.block((done) => {
      for (let k = shape.length - 1; k >= 0; k--) {
        f.increase(index[k]!, 1);
        for (const cursor of cursors) step(f, cursor.at, cursor.steps[k]!);
        if (k === 0) break;
        f.branchIf(done, i32.ltU(index[k]!, shape[k]!));
        for (const cursor of cursors) {
          const back = size.mul(cursor.steps[k]!, shape[k]!);
          if (back !== 0) f.set(cursor.at, i32.sub(cursor.at, back));
        }
        f.set(index[k]!, 0);
      }
    });
  });
}

/** All positions of a box: plain nested loops over copies of the addresses, which `body` receives. */
export function nest(
  f: FunctionBuilder,
  shape: readonly KernelSize[],
  addresses: readonly Local<"i32">[],
  steps: readonly (readonly KernelSize[])[],
  body: (addresses: readonly Local<"i32">[]) => void,
  axis = 0,
): void {
  if (axis === shape.length) {
    body(addresses);
    return;
  }
  const own = addresses.map((address) => f.let(address));
  f.range(0, shape[axis]!, 1, () => {
    nest(f, shape, own, steps, body, axis + 1);
    own.forEach((address, i) => {
      step(f, address, steps[i]![axis]!);
    });
  });
}

function times(amount: KernelSize, by: number): I32 {
  return typeof amount === "number" ? amount * by : i32.mul(amount, by);
}

function advance(f: FunctionBuilder, at: Local<"i32">, count: I32, amount: KernelSize): void {
  if (amount !== 0) f.increase(at, i32.mul(count, amount));
}

function step(f: FunctionBuilder, at: Local<"i32">, amount: I32): void {
  if (amount !== 0) f.increase(at, amount);
}

/** Rows and elements of the blocks of `blocks`: 64 cache lines stay in the first-level cache over 16 rows. */
const BLOCK_ROWS = 16;
const BLOCK_ELEMENTS = 64;

/**
 * The rows begin … end − 1 of a box of `shape`, for operands that step through memory along the rows: neighbouring rows
 * then read the same cache lines, so several of them go on together, `body(n, addresses)` taking n elements of one.
 */
export function blocks(
  f: FunctionBuilder,
  shape: readonly KernelSize[],
  cursors: readonly Cursor[],
  begin: Local<"i32">,
  end: Local<"i32">,
  body: (n: I32, addresses: readonly Local<"i32">[]) => void,
): void {
  const last = shape.length - 1;
  const row = f.let(begin);
  f.while(i32.ltU(row, end), () => {
    const rest = f.let(row);
    const starts = cursors.map((cursor) => f.let(cursor.at));
    const count = f.let(i32.sub(end, row));
    atMost(f, count, i32.const(BLOCK_ROWS));
    for (let k = last - 1; k >= 0; k--) {
      const index = f.let(k === 0 ? rest : i32.remU(rest, shape[k]!));
      f.set(rest, k === 0 ? rest : i32.divU(rest, shape[k]!));
      cursors.forEach((cursor, i) => {
        advance(f, starts[i]!, index, cursor.steps[k]!);
      });
      if (k === last - 1) atMost(f, count, f.let(i32.sub(shape[k]!, index)));
    }
    f.range(0, shape[last]!, BLOCK_ELEMENTS, (done) => {
      const n = f.let(i32.sub(shape[last]!, done));
      atMost(f, n, i32.const(BLOCK_ELEMENTS));
      const ats = starts.map((start) => f.let(start));
      f.range(0, count, 1, () => {
        body(n, ats);
        cursors.forEach((cursor, i) => {
          step(f, ats[i]!, cursor.steps[last - 1]!);
        });
      });
      cursors.forEach((cursor, i) => {
        step(f, starts[i]!, times(cursor.steps[last]!, BLOCK_ELEMENTS));
      });
    });
    f.increase(row, count);
  });
}

function atMost(f: FunctionBuilder, value: Local<"i32">, limit: Expression<"i32">): void {
  f.if(i32.gtU(value, limit), () => f.set(value, limit));
}
