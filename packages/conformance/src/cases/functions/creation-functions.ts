import {
  arange,
  diag,
  diagonal,
  eye,
  linspace,
  logspace,
  meshgrid,
  oneHot,
  stack,
  type Tensor,
  tril,
  triu,
} from "@tenon/core";
import type { FunctionTable } from "../function-table.js";

/** A created tensor times a given one, which decides dtype and backend. */
const times = (create: (options: Pick<Tensor, "dtype" | "backend">) => Tensor) => (x?: Tensor) => {
  const { dtype, backend } = x!;
  return x!.mul(create({ dtype, backend }));
};

export const creationFunctions: FunctionTable = {
  "tril diagonal": (x) => tril(x!, { diagonal: -1 }),
  "tril diagonal 5": (x) => tril(x!, { diagonal: 5 }),
  "triu diagonal": (x) => triu(x!, { diagonal: 2 }),
  "triu diagonal -1": (x) => triu(x!, { diagonal: -1 }),
  "diag of a vector": (x) => diag(x!),
  "diag of a vector above": (x) => diag(x!, { offset: 2 }),
  "diag of a vector below": (x) => diag(x!, { offset: -1 }),
  "diag of a matrix": (x) => diag(x!, { offset: 1 }),
  diagonal: (x) => diagonal(x!),
  "diagonal above": (x) => diagonal(x!, { offset: 2 }),
  "diagonal below": (x) => diagonal(x!, { offset: -2 }),
  "diagonal beyond": (x) => diagonal(x!, { offset: 4 }),
  "diagonal of axes": (x) => diagonal(x!, { offset: 1, axis1: 2, axis2: 0 }),
  "diagonal of inner axes": (x) => diagonal(x!, { offset: -1, axis1: -2, axis2: -1 }),
  meshgrid: (...vectors) => stack(meshgrid(vectors)),
  "meshgrid xy": (...vectors) => stack(meshgrid(vectors, { indexing: "xy" })),
  "meshgrid of one": (...vectors) => stack(meshgrid(vectors, { indexing: "xy" })),
  linspace: times((options) => linspace(-1, 2, 7, options)),
  logspace: times((options) => logspace(-1, 2, 6, options)),
  "logspace base 2": times((options) => logspace(3, -1, 5, { base: 2, ...options })),
  arange: times((options) => arange(-1, 2, 0.75, options)),
  "arange down": times((options) => arange(5, -1, -2, options)),
  eye: times((options) => eye(2, 4, options)),
  oneHot: (i) => oneHot(i!, 4),
};
