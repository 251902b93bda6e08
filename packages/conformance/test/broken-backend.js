// A backend whose exp is sin, for the tests of the command line.
import { createReferenceBackend } from "../src/index.ts";

const create = async () => {
  const backend = createReferenceBackend();
  /** @type {typeof backend.unary} */
  const unary = (op, x) => backend.unary(op === "exp" ? "sin" : op, x);
  return { ...backend, unary };
};

export { create as default };
