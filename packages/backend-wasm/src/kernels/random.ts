import { f32x4, i8x16, i32, i32x4, type Local, type ModuleBuilder, select, v128 } from "../assembler/index.js";
import { lanes, storeLanes, storeSome } from "./lanes.js";
import { type KernelSize, SizeReader } from "./sizes.js";
import type { Kernel, Size } from "./spec.js";

/** Uniform bits or floats; `size` elements. Order of given sizes: size. */
export interface RandomSpec {
  readonly dtype: "int32" | "float32";
  readonly size: Size;
}

const ELEMENTS_PER_TASK = 2048;
/** Threefry-2x32: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011, table 2 and §3.3. */
const ROTATIONS = [13, 15, 26, 6, 17, 29, 16, 24];
const PARITY = 0x1bd11bda;

export function randomTasks(size: number): number {
  return Math.ceil(size / ELEMENTS_PER_TASK);
}

/** Adds the kernel `run(begin, end, output, key, offset, ...sizes)`; key and offset are addresses of int32. */
export function emitRandom(m: ModuleBuilder, spec: RandomSpec): Kernel {
  const given = spec.size === "given" ? 1 : 0;
  const run = m.function(new Array<"i32">(5 + given).fill("i32"), "void", (f, ...all) => {
    const c = { m, f };
    const [begin, end, output, key, offset] = all as [
      Local<"i32">,
      Local<"i32">,
      Local<"i32">,
      Local<"i32">,
      Local<"i32">,
    ]; // run(begin, end, output, key, offset, …)
    const size: KernelSize = new SizeReader(all.slice(5)).read(spec.size);
    const k0 = f.let(v128.load32Splat(key));
    const k1 = f.let(v128.load32Splat(key, 4));
    const keys = [k0, k1, f.let(v128.xor(v128.xor(k0, k1), i32x4.const(PARITY)))];
    const start = f.let(i32.mul(begin, ELEMENTS_PER_TASK));
    const whole = f.let(i32.mul(end, ELEMENTS_PER_TASK));
    const last = f.let(select(i32.gtU(whole, size), i32.const(size), whole));
    const x0 = f.local("v128");
    const x1 = f.local("v128");
    f.range(start, last, 8, (i) => {
      // Four counters make eight elements.
      f.set(x0, i32x4.add(i32x4.splat(i32.shrU(i, 1)), i32x4.const(0, 1, 2, 3)));
      f.set(x1, v128.load32Splat(offset));
      inject(0);
      for (let round = 0; round < 20; round++) {
        const turn = ROTATIONS[round % 8]!;
        f.set(x0, i32x4.add(x0, x1));
        f.set(x1, v128.xor(v128.or(i32x4.shl(x1, turn), i32x4.shrU(x1, 32 - turn)), x0));
        if (round % 4 === 3) inject((round + 1) / 4);
      }
      const at = f.let(i32.add(output, i32.shl(i, 2)));
      const left = f.let(i32.sub(last, i));
      write(i8x16.shuffle(x0, x1, words(0, 4, 1, 5)), at, left);
      f.if(i32.gtU(left, 4), () =>
        write(i8x16.shuffle(x0, x1, words(2, 6, 3, 7)), f.let(i32.add(at, 16)), f.let(i32.sub(left, 4))),
      );
    });

    function inject(step: number): void {
      f.set(x0, i32x4.add(x0, keys[step % 3]!));
      f.set(x1, i32x4.add(i32x4.add(x1, keys[(step + 1) % 3]!), i32x4.const(step)));
    }

    function write(word: ReturnType<typeof i8x16.shuffle>, at: Local<"i32">, left: Local<"i32">): void {
      const uniform = f32x4.mul(f32x4.convertI32x4S(i32x4.shrU(word, 8)), f32x4.const(2 ** -24));
      const value = lanes(c, spec.dtype, spec.dtype === "int32" ? word : uniform);
      f.if(
        i32.geU(left, 4),
        () => storeLanes(c, value, at),
        () => storeSome(c, value, at, 4, left),
      );
    }
  });
  if (spec.size === "given") return { run, tasks: undefined, work: undefined };
  return { run, tasks: randomTasks(spec.size), work: 10 * ELEMENTS_PER_TASK };
}

const words = (...lanes: readonly number[]) => lanes.flatMap((lane) => [0, 1, 2, 3].map((byte) => 4 * lane + byte));
