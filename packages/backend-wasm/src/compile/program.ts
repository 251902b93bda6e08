import { atomic, call, type Expression, type FunctionRef, i32, type ModuleBuilder } from "../assembler/index.js";
import { CONTROL } from "../threads/control.js";

/** First word of a record that is no kernel call. */
const MEET = -1;
const END = -2;
const CHECK = -3;

/** A kernel's own arguments: addresses known when the program is laid out, or given at each run. */
export type ProgramArgument =
  | { readonly kind: "fixed"; readonly value: number }
  | { readonly kind: "bound"; readonly binding: number; readonly offset: number };

/** Where a run writes the address of a binding. */
export interface Patch {
  readonly word: number;
  readonly binding: number;
  readonly offset: number;
}

/**
 * The step as data: records `[kernel, owner, tasks, bytes, ...arguments]` that `emitInterpreter`'s function walks, so that
 * the code of a step is its distinct kernels and nothing else. Word 0 holds the address of the record to start with.
 */
export class Program {
  readonly patches: Patch[] = [];
  /** Byte offsets of the first record of each segment. */
  readonly entries: number[] = [];
  private readonly list: number[] = [0];

  begin(): void {
    this.entries.push(4 * this.list.length);
  }

  call(kernel: number, owner: number, tasks: number, args: readonly ProgramArgument[]): void {
    this.list.push(kernel, owner, tasks, 4 * (4 + args.length));
    for (const argument of args) {
      if (argument.kind === "bound")
        this.patches.push({ word: this.list.length, binding: argument.binding, offset: argument.offset });
      this.list.push(argument.kind === "fixed" ? argument.value : 0);
    }
  }

  /** All threads wait for each other. */
  meet(): void {
    this.list.push(MEET);
  }

  /** The step ends here if an index was out of range. All threads must have met since indices were used. */
  check(): void {
    this.list.push(CHECK);
  }

  end(): void {
    this.list.push(END);
  }

  words(): Int32Array {
    return Int32Array.from(this.list);
  }
}

type KernelFunction = FunctionRef<readonly "i32"[], "void">;

/**
 * The function `(thread, threads)` that walks the program at `address`. Each thread takes an equal run of a shared
 * kernel's tasks, so which thread does what depends on nothing but their number.
 */
export function emitInterpreter(
  m: ModuleBuilder,
  address: number,
  kernels: readonly KernelFunction[],
  meet: (threads: Expression<"i32">) => Expression<"void">,
): FunctionRef<readonly ["i32", "i32"], "void"> {
  const dispatch = emitDispatch(m, kernels);
  return m.function(["i32", "i32"], "void", (f, thread, threads) => {
    const at = f.let(i32.load(address | 0)); // literals are signed, addresses go up to 4 GiB
    const kernel = f.local("i32");
    const begin = f.local("i32");
    const end = f.local("i32");
    const share = f.local("i32");
    f.loop((again) => {
      f.set(kernel, i32.load(at));
      f.if(i32.eq(kernel, END), () => f.return());
      f.if(i32.eq(kernel, MEET), () => {
        f.do(meet(threads));
        f.increase(at, 4);
        f.branch(again);
      });
      f.if(i32.eq(kernel, CHECK), () => {
        f.if(atomic.load(CONTROL.indexError), () => f.return());
        f.increase(at, 4);
        f.branch(again);
      });
      f.set(end, i32.load(at, 8));
      f.if(
        i32.ltS(i32.load(at, 4), 0),
        () => {
          // tasks = share · threads + rest: the first `rest` threads take one more.
          f.set(share, i32.divU(end, threads));
          const rest = f.let(i32.sub(end, i32.mul(share, threads)));
          const extra = f.let(i32.ltU(thread, rest));
          f.set(begin, i32.add(i32.mul(share, thread), f.let(minimum(thread, rest))));
          f.set(end, i32.add(begin, i32.add(share, extra)));
        },
        () => {
          f.set(begin, 0);
          f.if(i32.ne(i32.remU(i32.load(at, 4), threads), thread), () => f.set(end, 0));
        },
      );
      f.if(i32.ltU(begin, end), () => f.do(call(dispatch, kernel, begin, end, at)));
      f.increase(at, i32.load(at, 12));
      f.branch(again);
    });
  });
}

function minimum(a: Expression<"i32">, b: Expression<"i32">): Expression<"i32"> {
  const less = i32.ltU(a, b);
  return i32.add(i32.mul(a, less), i32.mul(b, i32.eqz(less)));
}

/** `(kernel, begin, end, record)`: a binary tree of tests with a call at each leaf. */
function emitDispatch(m: ModuleBuilder, kernels: readonly KernelFunction[]) {
  return m.function(["i32", "i32", "i32", "i32"], "void", (f, kernel, begin, end, record) => {
    const choose = (from: number, to: number): void => {
      if (to - from === 1) {
        const target = kernels[from]!;
        const rest = target.params.slice(2).map((_, i) => i32.load(record, 16 + 4 * i));
        f.do(call(target, begin, end, ...rest));
        return;
      }
      const middle = (from + to) >> 1;
      f.if(
        i32.ltU(kernel, middle),
        () => choose(from, middle),
        () => choose(middle, to),
      );
    };
    if (kernels.length > 0) choose(0, kernels.length);
  });
}
