import { call, type Expression, type I32, i32, type Local, type ModuleBuilder, select } from "../assembler/index.js";
import { type Lanes, loadLanes, storeSome } from "./lanes.js";
import { ARITHMETIC, microKernel } from "./matmul-micro.js";
import { PANEL_ROW, packPanel, packRows } from "./matmul-pack.js";
import { LONGEST_RUN, type MatmulSpec, matmulSizes, matmulTasks, TASK_ROWS, taskColumns } from "./matmul-spec.js";
import { binaryLanes } from "./operations.js";
import { scratch } from "./scratch.js";
import { countGiven, SizeReader } from "./sizes.js";
import { type Kernel, known } from "./spec.js";

/** With fewer rows than this, packing the right matrix costs more than it saves. */
const ROWS_WORTH_PACKING = 8;

/** Where the parts of a task lie in a thread's scratch memory. */
const TILE = 0;
const PANEL = 1024;
const BLOCK = 64 * 1024;

/** Adds the kernel of a matrix product: `run(begin, end, c, a, b, ...sizes)`. */
export function emitMatmul(m: ModuleBuilder, spec: MatmulSpec): Kernel {
  const { bytes } = ARITHMETIC[spec.dtype];
  const task = emitTask(m, spec);
  const sizes = matmulSizes(spec);
  const width = taskColumns(spec);
  const run = m.function(new Array<"i32">(5 + countGiven(sizes)).fill("i32"), "void", (f, ...all) => {
    const [begin, end, c, a, b] = all as Locals5; // run(begin, end, c, a, b, …)
    const read = new SizeReader(all.slice(5));
    const values = sizes.map((n) => f.let(i32.const(read.read(n))));
    const [, batch1, rows, depth, columns] = values as Locals5; // batch, m, k, n
    const [aRow, aColumn, aBatch0, aBatch1] = values.slice(5, 9).map(toBytes) as Locals4; // strides of a
    const [bRow, bColumn, bBatch0, bBatch1] = values.slice(9).map(toBytes) as Locals4; // strides of b
    const cRow = f.let(i32.mul(columns, bytes));
    const across = f.let(i32.divU(i32.add(columns, width - 1), width));
    const down = f.let(i32.divU(i32.add(rows, TASK_ROWS - 1), TASK_ROWS));
    f.range(begin, end, 1, (index) => {
      const column = f.let(i32.mul(i32.remU(index, across), width));
      const rest = f.let(i32.divU(index, across));
      const row = f.let(i32.mul(i32.remU(rest, down), TASK_ROWS));
      const batch = f.let(i32.divU(rest, down));
      const outer = f.let(i32.divU(batch, batch1));
      const inner = f.let(i32.remU(batch, batch1));
      const cAt = moved(c, [i32.add(i32.mul(batch, rows), row), cRow], [column, bytes]);
      const aAt = moved(a, [outer, aBatch0], [inner, aBatch1], [row, aRow]);
      const bAt = moved(b, [outer, bBatch0], [inner, bBatch1], [column, bColumn]);
      const height = atMost(f.let(i32.sub(rows, row)), TASK_ROWS);
      const breadth = atMost(f.let(i32.sub(columns, column)), width);
      f.do(call(task, height, depth, breadth, cAt, cRow, aAt, aRow, aColumn, bAt, bRow, bColumn));
    });

    function toBytes(stride: Local<"i32">) {
      return f.let(i32.mul(stride, bytes));
    }
  });
  if (!known(sizes)) return { run, tasks: undefined, work: undefined };
  const [batch0, batch1, rows, depth, columns] = sizes as readonly number[] as [number, number, number, number, number]; // batch, m, k, n
  const tasks = matmulTasks(spec, batch0 * batch1, rows, columns);
  return { run, tasks, work: (batch0 * batch1 * rows * depth * columns) / 4 / (tasks || 1) };
}

type Locals4 = [Local<"i32">, Local<"i32">, Local<"i32">, Local<"i32">];
type Locals5 = [Local<"i32">, Local<"i32">, Local<"i32">, Local<"i32">, Local<"i32">];

/** base + Σ count·step */
function moved(base: Expression<"i32">, ...moves: readonly (readonly [I32, I32])[]): Expression<"i32"> {
  return moves.reduce((sum, [count, step]) => i32.add(sum, i32.mul(count, step)), base);
}

function atMost(value: Local<"i32">, limit: number) {
  return select(i32.gtU(value, limit), i32.const(limit), value);
}

/**
 * `task(rows, depth, columns, c, cRow, a, aRow, aColumn, b, bRow, bColumn)`: one block of the product. Per run of the
 * depth it packs the left block if its rows are not dense, then, panel by panel, the right matrix, so that a panel stays
 * in the first-level cache while all rows pass over it.
 */
function emitTask(m: ModuleBuilder, spec: MatmulSpec) {
  const { bytes } = ARITHMETIC[spec.dtype];
  const micro = microKernel(m, spec.dtype);
  const edge = emitEdge(m, spec.dtype);
  const packLeft = spec.a.column === 1 ? undefined : packRows(m, spec.a.row === 1, bytes);
  const rightRows = spec.b.column === 1;
  const packRight = packPanel(m, rightRows ? "rows" : spec.b.row === 1 ? "columns" : "strided", bytes);
  const panelColumns = PANEL_ROW / bytes;
  return m.function(new Array<"i32">(11).fill("i32"), "void", (f, ...params) => {
    const [rows, depth, columns, c, cRow, a, aRow, aColumn, b, bRow, bColumn] = params as Local<"i32">[] as Locals11; // as above
    const base = f.let(scratch(m));
    const panel = f.let(i32.add(base, PANEL));
    const block = f.let(i32.add(base, BLOCK));
    const runs = f.let(i32.divU(i32.add(depth, LONGEST_RUN - 1), LONGEST_RUN));
    f.if(i32.eqz(runs), () => f.set(runs, 1));
    const longest = f.let(i32.and(i32.add(i32.divU(i32.add(depth, i32.sub(runs, 1)), runs), 3), -4));
    const done = f.let(i32.const(0));
    const left = f.local("i32");
    const leftRow = f.local("i32");
    const right = f.local("i32");
    const rightRow = f.local("i32");
    f.loop((again) => {
      const k = f.let(i32.sub(depth, done));
      f.if(i32.gtU(k, longest), () => f.set(k, longest));
      f.set(left, moved(a, [done, aColumn]));
      f.set(leftRow, aRow);
      if (packLeft) {
        f.do(call(packLeft, left, aRow, aColumn, rows, k, block, i32.mul(longest, bytes)));
        f.set(left, block);
        f.set(leftRow, i32.mul(longest, bytes));
      }
      f.range(0, columns, panelColumns, (column) => {
        const width = f.let(i32.sub(columns, column));
        f.set(right, moved(b, [done, bRow], [column, bColumn]));
        f.set(rightRow, bRow);
        const packs = rightRows ? i32.geU(rows, ROWS_WORTH_PACKING) : i32.const(1);
        f.if(packs, () => {
          f.do(call(packRight, right, bRow, bColumn, k, width, panel));
          f.set(right, panel);
          f.set(rightRow, PANEL_ROW);
        });
        const at = f.let(i32.add(c, i32.mul(column, bytes)));
        const row = f.let(left);
        f.range(0, rows, 2, (i) => {
          const whole = i32.and(i32.ltU(i32.add(i, 1), rows), i32.geU(width, panelColumns));
          f.if(
            whole,
            () => f.do(call(micro, k, row, leftRow, right, rightRow, at, cRow, done)),
            () => f.do(call(edge, k, row, leftRow, right, rightRow, at, cRow, done, i32.sub(rows, i), width)),
          );
          f.increase(row, i32.shl(leftRow, 1));
          f.increase(at, i32.shl(cRow, 1));
        });
      });
      f.increase(done, longest);
      f.branchIf(again, i32.ltU(done, depth));
    });
  });
}

type Locals11 = [...Locals5, ...Locals5, Local<"i32">];

/** The micro-kernel's arguments, then how many rows and columns there are: through a tile in scratch memory. */
function emitEdge(m: ModuleBuilder, dtype: MatmulSpec["dtype"]) {
  const { bytes } = ARITHMETIC[dtype];
  const micro = microKernel(m, dtype);
  return m.function(new Array<"i32">(10).fill("i32"), "void", (f, ...params) => {
    const [k, a, aRow, b, bRow, c, cRow, add, rows, columns] = params as Local<"i32">[] as [...Locals5, ...Locals5]; // as above
    const tile = f.let(i32.add(scratch(m), TILE));
    const many = f.let(i32.gtU(rows, 1));
    f.do(call(micro, k, a, i32.mul(aRow, many), b, bRow, tile, PANEL_ROW, 0));
    f.if(i32.gtU(columns, PANEL_ROW / bytes), () => f.set(columns, PANEL_ROW / bytes));
    f.range(0, i32.add(many, 1), 1, () => {
      const from = f.let(tile);
      const to = f.let(c);
      const left = f.let(columns);
      const context = { m, f };
      f.while(i32.gtS(left, 0), () => {
        const count = atMost(left, 4);
        const value = loadLanes(context, dtype, from);
        f.if(
          add,
          () => store(binaryLanes(context, "add", loadLanes(context, dtype, to), value)),
          () => store(value),
        );
        f.increase(from, 4 * bytes);
        f.increase(to, 4 * bytes);
        f.set(left, i32.sub(left, 4));

        function store(x: Lanes) {
          storeSome(context, x, to, bytes, count);
        }
      });
      f.increase(tile, PANEL_ROW);
      f.increase(c, cRow);
    });
  });
}
