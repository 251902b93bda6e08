import { call, f64, i8x16, i32, type Local, type ModuleBuilder, type V128, v128 } from "../assembler/index.js";

/** Bytes of one row of a packed right panel: four vectors. */
export const PANEL_ROW = 64;

/** `copy(from, fromRow, fromColumn, to, toRow, toColumn, rows, columns)`: element by element, any strides, in bytes. */
function copyElements(m: ModuleBuilder, bytes: 4 | 8) {
  return m.once(`copy ${bytes}`, () =>
    m.function(["i32", "i32", "i32", "i32", "i32", "i32", "i32", "i32"], "void", (f, ...params) => {
      const [from, fromRow, fromColumn, to, toRow, toColumn, rows, columns] = params;
      f.range(0, rows, 1, () => {
        const [source, target] = [f.let(from), f.let(to)];
        f.range(0, columns, 1, () => {
          f.do(bytes === 4 ? i32.store(target, i32.load(source)) : f64.store(target, f64.load(source)));
          f.increase(source, fromColumn);
          f.increase(target, toColumn);
        });
        f.increase(from, fromRow);
        f.increase(to, toRow);
      });
    }),
  );
}

/**
 * `transpose(from, fromRow, fromStep, to, toRow, toStep, count)`: `count` squares of 4 × 4 words, each read as four
 * vectors `fromRow` apart and written as four vectors `toRow` apart; then both move by their step.
 */
function transposeSquares(m: ModuleBuilder) {
  return m.once("transpose", () =>
    m.function(["i32", "i32", "i32", "i32", "i32", "i32", "i32"], "void", (f, ...params) => {
      const [from, fromRow, fromStep, to, toRow, toStep, count] = params;
      f.range(0, count, 1, () => {
        const row = (base: Local<"i32">, step: Local<"i32">, i: number) => i32.add(base, i32.mul(step, i));
        const r = [0, 1, 2, 3].map((i) => f.let(v128.load(row(from, fromRow, i)))) as V128[];
        const low01 = f.let(words(r[0]!, r[1]!, [0, 4, 1, 5]));
        const high01 = f.let(words(r[0]!, r[1]!, [2, 6, 3, 7]));
        const low23 = f.let(words(r[2]!, r[3]!, [0, 4, 1, 5]));
        const high23 = f.let(words(r[2]!, r[3]!, [2, 6, 3, 7]));
        f.do(v128.store(to, words(low01, low23, [0, 1, 4, 5])));
        f.do(v128.store(row(to, toRow, 1), words(low01, low23, [2, 3, 6, 7])));
        f.do(v128.store(row(to, toRow, 2), words(high01, high23, [0, 1, 4, 5])));
        f.do(v128.store(row(to, toRow, 3), words(high01, high23, [2, 3, 6, 7])));
        f.increase(from, fromStep);
        f.increase(to, toStep);
      });
    }),
  );
}

/** Word i of the result is word `lanes[i]` of `a` (0 … 3) or `b` (4 … 7). */
function words(a: V128, b: V128, lanes: readonly number[]): V128 {
  const bytes = lanes.flatMap((lane) => [0, 1, 2, 3].map((byte) => 4 * lane + byte));
  return i8x16.shuffle(a, b, bytes);
}

/** How the right matrix lies in memory: rows dense, columns dense, or neither. */
export type PanelSource = "rows" | "columns" | "strided";

/**
 * `pack(from, rowStep, columnStep, k, columns, to)`: one panel of the right matrix, k rows of 64 bytes. Columns beyond
 * `columns` hold anything.
 */
export function packPanel(m: ModuleBuilder, source: PanelSource, bytes: 4 | 8) {
  const width = PANEL_ROW / bytes;
  return m.once(`panel ${source} ${bytes}`, () =>
    m.function(["i32", "i32", "i32", "i32", "i32", "i32"], "void", (f, from, rowStep, columnStep, k, columns, to) => {
      if (source === "rows") {
        f.range(0, k, 1, () => {
          for (let i = 0; i < PANEL_ROW; i += 16) f.do(v128.store(to, v128.load(from, i), i));
          f.increase(from, rowStep);
          f.increase(to, PANEL_ROW);
        });
        return;
      }
      const copy = copyElements(m, bytes);
      if (source === "strided" || bytes === 8) {
        f.do(call(copy, from, rowStep, columnStep, to, PANEL_ROW, bytes, k, columns));
        return;
      }
      const squares = f.let(i32.shrU(k, 2));
      const whole = f.let(i32.shl(squares, 2));
      const rest = f.let(i32.sub(k, whole));
      f.range(0, width, 4, (column) => {
        const left = f.let(i32.sub(columns, column));
        f.if(i32.gtS(left, 0), () => {
          f.if(
            i32.geS(left, 4),
            () => {
              f.do(call(transposeSquares(m), from, columnStep, 16, to, PANEL_ROW, 4 * PANEL_ROW, squares));
              const [start, target] = [i32.add(from, i32.mul(whole, 4)), i32.add(to, i32.mul(whole, PANEL_ROW))];
              f.if(rest, () => f.do(call(copy, start, 4, columnStep, target, PANEL_ROW, 4, rest, 4)));
            },
            () => f.do(call(copy, from, 4, columnStep, to, PANEL_ROW, 4, k, left)),
          );
          f.increase(from, i32.mul(columnStep, 4));
          f.increase(to, 16);
        });
      });
    }),
  );
}

/**
 * `pack(from, rowStep, columnStep, rows, k, to, toRow)`: a block of the left matrix with dense rows. `to` has room for
 * rows up to the next multiple of 4.
 */
export function packRows(m: ModuleBuilder, columnsDense: boolean, bytes: 4 | 8) {
  return m.once(`rows ${columnsDense} ${bytes}`, () =>
    m.function(["i32", "i32", "i32", "i32", "i32", "i32", "i32"], "void", (f, ...params) => {
      const [from, rowStep, columnStep, rows, k, to, toRow] = params;
      const copy = copyElements(m, bytes);
      if (!columnsDense || bytes === 8) {
        f.do(call(copy, from, rowStep, columnStep, to, toRow, bytes, rows, k));
        return;
      }
      const squares = f.let(i32.shrU(k, 2));
      const whole = f.let(i32.shl(squares, 2));
      const rest = f.let(i32.sub(k, whole));
      f.range(0, rows, 4, () => {
        f.do(call(transposeSquares(m), from, columnStep, i32.mul(columnStep, 4), to, toRow, 16, squares));
        const [start, target] = [i32.add(from, i32.mul(whole, columnStep)), i32.add(to, i32.mul(whole, 4))];
        f.if(rest, () => f.do(call(copy, start, 4, columnStep, target, toRow, 4, 4, rest)));
        f.increase(from, 16);
        f.increase(to, i32.mul(toRow, 4));
      });
    }),
  );
}
