/**
 * Expands the formulas of `formulas.mjs` into specialised loops: `node packages/backend-js/scripts/generate.mjs`.
 *
 * V8 compiles one piece of code for all arrays that reach a function, and a formula called through a closure is six times
 * slower, so each op has one function per element type. It is a nest of two strided loops, which serves plain arrays,
 * scalars (stride 0), broadcasting and transposes alike: strides cost next to nothing beside V8's checks of the arrays.
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as formula from "./formulas.mjs";

const NOTE = "// Written by scripts/generate.mjs from scripts/formulas.mjs: change those and run the script again.\n";

/** Every generated file: its name in `src/generated` and its text. @type {() => Record<string, string>} */
export const generate = () => ({
  "unary.generated.ts": file(
    `import type { FloatUnaryOp, IntegerUnaryOp, UnaryKernel } from "../kernel-types.js";
import { erf } from "../erf.js";
import { float32Erf, float32Exp, float32Sigmoid, float32Tanh } from "../float32-math.js";
import { roundHalfToEven } from "../scalar-math.js";
`,
    [
      table("unaryFloat32", "Record<FloatUnaryOp, UnaryKernel>", formula.unaryFloat32, unary, fastUnary),
      table("unaryBits", 'Record<"relu", UnaryKernel>', formula.unaryBits, unary, fastUnary),
      table("unaryFloat64", "Record<FloatUnaryOp, UnaryKernel>", formula.unaryFloat, unary),
    ],
    ["Int32", "Byte"].map((type) =>
      table(`unary${type}`, "Record<IntegerUnaryOp, UnaryKernel>", formula.unaryInteger, unary),
    ),
    [table("unaryBool", 'Record<"not", UnaryKernel>', formula.unaryBool, unary)],
  ),
  "binary.generated.ts": file(
    `import type { BinaryKernel, BitOp, BoolOp, FloatBinaryOp, IntegerBinaryOp } from "../kernel-types.js";
import { floatMod, floatPow, integerMod, integerPow } from "../scalar-math.js";
`,
    [
      table("binaryFloat32", "Record<FloatBinaryOp, BinaryKernel>", formula.binaryFloat, binary, fastBinary),
      table("binaryFloat64", "Record<FloatBinaryOp, BinaryKernel>", formula.binaryFloat, binary),
    ],
    ["Int32", "Byte"].map((type) =>
      table(`binary${type}`, "Record<IntegerBinaryOp, BinaryKernel>", formula.binaryInteger, binary),
    ),
    [table("binaryBits", "Record<BitOp, BinaryKernel>", formula.binaryBits, binary)],
    [table("binaryBool", "Record<BoolOp, BinaryKernel>", formula.binaryBool, binary)],
  ),
  "compare.generated.ts": file(
    `import type { BinaryKernel, CoreCompareOp } from "../kernel-types.js";\n`,
    [table("compareFloat32", "Record<CoreCompareOp, BinaryKernel>", formula.compare, binary, fastBinary)],
    ["Float64", "Int32", "Byte"].map((type) =>
      table(`compare${type}`, "Record<CoreCompareOp, BinaryKernel>", formula.compare, binary),
    ),
  ),
  "fold.generated.ts": file(
    `import type { FoldKernel } from "../kernel-types.js";
import type { ReduceOp } from "@tenon/core";
`,
    ["Float32", "Float64"].map((type) =>
      table(`fold${type}`, "Record<ReduceOp, FoldKernel>", formula.foldFloat, foldFloat),
    ),
    ["Int32", "Byte"].map((type) => table(`fold${type}`, "Record<ReduceOp, FoldKernel>", formula.foldInteger, fold)),
  ),
  "arg-best.generated.ts": file(
    `import type { ArgBestKernel } from "../kernel-types.js";
import type { ArgReduceOp } from "@tenon/core";
`,
    ["Float32", "Float64"].map((type) =>
      table(`argBest${type}`, "Record<ArgReduceOp, ArgBestKernel>", formula.betterFloat, argBest),
    ),
    ["Int32", "Byte"].map((type) =>
      table(`argBest${type}`, "Record<ArgReduceOp, ArgBestKernel>", formula.betterInteger, argBest),
    ),
  ),
  "move.generated.ts": file(
    `import type { AddKernel, MoveKernel } from "../kernel-types.js";\n`,
    ["Float32", "Float64", "Int32", "Byte", "Uint16"].map(
      (type) =>
        `export const move${type}: MoveKernel = {${copy("copy", "=")}${select(type)}${GATHER}${scatter("=")}\n};\n`,
    ),
    ["Float32", "Float64", "Int32", "Byte"].map(
      (type) => `export const add${type}: AddKernel = {${copy("accumulate", "+=")}${scatter("+=")}\n};\n`,
    ),
  ),
});

/** @param {string} imports @param {string[][]} parts */
function file(imports, ...parts) {
  return `${NOTE}${imports}\n${parts.flat().join("\n")}`;
}

/** @typedef {(op: string, formula: string) => string} Kernel */

/** @param {string} name @param {string} type @param {formula.Formulas} rows @param {Kernel} kernel @param {Kernel} [fast] */
function table(name, type, rows, kernel, fast = kernel) {
  const entries = Object.entries(rows).map(([op, text]) => (formula.cheap.has(op) ? fast : kernel)(op, text));
  return `export const ${name}: ${type} = {${entries.join("")}\n};\n`;
}

/** @param {string} expression @param {Readonly<Record<string, string>>} names what stands for each variable */
const substitute = (expression, names) => expression.replace(/\b[txy]\b/g, (name) => names[name] ?? name);

/** @param {string} expression @param {string} t @param {string} x */
const into = (expression, t, x) => substitute(expression, { t, x });

/** @param {string} op @param {string} expression */
function unary(op, expression) {
  return `
  ${op}(o, oi, o1, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let j = oi, p = ai, e = oi + n0; j < e; j++, p += a0) {
        const x = a[p]!;
        o[j] = ${expression};
      }
  },`;
}

/** @param {string} op @param {string} expression */
function binary(op, expression) {
  return `
  ${op}(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = ${expression};
      }
  },`;
}

/** The op of a fast kernel costs less than V8's checks of the arrays in each turn, so a turn takes four elements. */
const TURN = [0, 1, 2, 3];

/** @param {string} op @param {string} expression */
function fastUnary(op, expression) {
  return `
  ${op}(o, oi, o1, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1) {
      const e = oi + n0;
      let j = oi;
      let p = ai;
      if (a0 === 1)
        for (const f = e - 3; j < f; j = (j + 4) | 0, p = (p + 4) | 0) {${turn(expression, (i) => ({ x: element("a", "p", i) }))}
        }
      for (; j < e; j++, p += a0) o[j] = ${substitute(expression, { x: "a[p]!" })};
    }
  },`;
}

/** @param {string} op @param {string} expression */
function fastBinary(op, expression) {
  return `
  ${op}(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1) {
      const e = oi + n0;
      let j = oi;
      let p = ai;
      let q = bi;
      if (a0 === 1 && b0 === 1) {
        for (const f = e - 3; j < f; j = (j + 4) | 0, p = (p + 4) | 0, q = (q + 4) | 0) {${turn(expression, (i) => ({
          x: element("a", "p", i),
          y: element("b", "q", i),
        }))}
        }
      } else if (a0 === 1 && b0 === 0) {
        const y = b[q]!;
        for (const f = e - 3; j < f; j = (j + 4) | 0, p = (p + 4) | 0) {${turn(expression, (i) => ({ x: element("a", "p", i) }))}
        }
      }
      for (; j < e; j++, p += a0, q += b0) o[j] = ${substitute(expression, { x: "a[p]!", y: "b[q]!" })};
    }
  },`;
}

/** @param {string} expression @param {(i: number) => Readonly<Record<string, string>>} names */
const turn = (expression, names) =>
  TURN.map((i) => `\n          ${element("o", "j", i).slice(0, -1)} = ${substitute(expression, names(i))};`).join("");

/** `array[index + i]!`; `| 0` spares V8 the check for overflow. @param {string} array @param {string} index @param {number} i */
const element = (array, index, i) => (i === 0 ? `${array}[${index}]!` : `${array}[(${index} + ${i}) | 0]!`);

/** @param {string} op */
const isSum = (op) => op === "sum" || op === "prod";

/**
 * Float sums and products go block by block of 32 elements: short chains of additions keep the error small, and four of
 * them run side by side. A column sums the same elements in the same order as a row, so layout never changes a bit.
 * @param {string} op @param {string} expression
 */
function foldFloat(op, expression) {
  if (!isSum(op)) return fold(op, expression);
  const unit = op === "sum" ? "0" : "1";
  const take = (/** @type {string} */ t, /** @type {string} */ x, read = t) => `${t} = ${into(expression, read, x)};`;
  return `
  ${op}: {
    row(a, p, s, n, t) {
      const d = 32 * s;
      for (; n >= 128; n -= 128, p += 3 * d) {
        let t0 = ${unit};
        let t1 = ${unit};
        let t2 = ${unit};
        let t3 = ${unit};
        for (let i = 32; i > 0; i--, p += s) {
          ${take("t0", "a[p]!")}
          ${take("t1", "a[p + d]!")}
          ${take("t2", "a[p + 2 * d]!")}
          ${take("t3", "a[p + 3 * d]!")}
        }
        ${["t0", "t1", "t2", "t3"].map((x) => take("t", x)).join("\n        ")}
      }
      for (; n > 0; n -= 32) {
        let t0 = ${unit};
        for (let i = n < 32 ? n : 32; i > 0; i--, p += s) ${take("t0", "a[p]!")}
        ${take("t", "t0")}
      }
      return t;
    },
    columns(t, b, a, p, r, s, rows, n) {
      for (; rows > 0; rows -= 32) {
        b.fill(${unit}, 0, n);
        let i = rows < 32 ? rows : 32;
        for (; i >= 4; i -= 4, p += 4 * r)
          for (let j = 0, q = p; j < n; j++, q += s) {
            let u = b[j]!;
            ${take("u", "a[q]!")}
            ${take("u", "a[q + r]!")}
            ${take("u", "a[q + 2 * r]!")}
            ${take("u", "a[q + 3 * r]!")}
            b[j] = u;
          }
        for (; i > 0; i--, p += r) for (let j = 0, q = p; j < n; j++, q += s) ${take("b[j]", "a[q]!", "b[j]!")}
        for (let j = 0; j < n; j++) ${take("t[j]", "b[j]!", "t[j]!")}
      }
    },${scan(expression)}
  },`;
}

/** @param {string} op @param {string} expression */
function fold(op, expression) {
  return `
  ${op}: {
    row(a, p, s, n, t) {
      for (; n > 0; n--, p += s) {
        const x = a[p]!;
        t = ${expression};
      }
      return t;
    },
    columns(c, _b, a, p, r, s, rows, n) {
      for (; rows >= 4; rows -= 4, p += 4 * r)
        for (let j = 0, q = p; j < n; j++, q += s) {
          let t = c[j]!;
          t = ${into(expression, "t", "a[q]!")};
          t = ${into(expression, "t", "a[q + r]!")};
          t = ${into(expression, "t", "a[q + 2 * r]!")};
          t = ${into(expression, "t", "a[q + 3 * r]!")};
          c[j] = t;
        }
      for (; rows > 0; rows--, p += r)
        for (let j = 0, q = p; j < n; j++, q += s) c[j] = ${into(expression, "c[j]!", "a[q]!")};
    },${scan(expression)}
  },`;
}

/** @param {string} expression */
function scan(expression) {
  return `
    scan(c, o, oi, o1, o0, a, ai, a1, a0, rows, n, exclusive) {
      if (n === 1) {
        for (let t = c[0]!; rows > 0; rows--, oi += o1, ai += a1) {
          const x = a[ai]!;
          const next = ${expression};
          o[oi] = exclusive ? t : next;
          t = next;
        }
        return;
      }
      for (; rows > 0; rows--, oi += o1, ai += a1)
        for (let i = 0, j = oi, p = ai; i < n; i++, j += o0, p += a0) {
          const x = a[p]!;
          const t = c[i]!;
          const next = ${expression};
          o[j] = exclusive ? t : next;
          c[i] = next;
        }
    },`;
}

/** @param {string} op @param {string} condition */
function argBest(op, condition) {
  return `
  ${op}(a, p, s, n) {
    let t = a[p]!;
    let best = 0;
    for (let i = 1; i < n; i++) {
      p += s;
      const x = a[p]!;
      if (${condition}) {
        t = x;
        best = i;
      }
    }
    return best;
  },`;
}

/** @param {string} name @param {string} assign */
function copy(name, assign) {
  return `
  ${name}(o, oi, o1, o0, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let i = 0, j = oi, p = ai; i < n0; i++, j += o0, p += a0) ${assignment("o[j]", assign, "a[p]!")}
  },`;
}

/** @param {string} target @param {string} assign @param {string} value */
const assignment = (target, assign, value) =>
  assign === "=" ? `${target} = ${value};` : `${target} = ${target}! + ${value};`;

/** @param {string} type */
function select(type) {
  const expression = type.startsWith("Float") ? formula.select.branch : formula.select.mask;
  return `
  select(o, oi, o1, ca, ci, c1, c0, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ci += c1, ai += a1, bi += b1)
      for (let j = oi, r = ci, p = ai, q = bi, e = oi + n0; j < e; j++, r += c0, p += a0, q += b0) {
        const c = ca[r]!;
        const x = a[p]!;
        const y = b[q]!;
        o[j] = ${expression};
      }
  },`;
}

const GATHER = `
  gather(o, oi, a, ai, rows, n, width) {
    for (let i = 0; i < n; i++)
      for (let p = ai + rows[i]! * width, e = p + width; p < e; p++, oi++) o[oi] = a[p]!;
  },`;

/** @param {string} assign */
function scatter(assign) {
  return `
  scatter(o, oi, rows, n, width, u, ui) {
    for (let i = 0; i < n; i++)
      for (let p = oi + rows[i]! * width, e = p + width; p < e; p++, ui++) ${assignment("o[p]", assign, "u[ui]!")}
  },`;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  for (const [name, text] of Object.entries(generate()))
    writeFileSync(new URL(`../src/generated/${name}`, import.meta.url), text);
