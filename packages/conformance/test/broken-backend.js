// A backend whose exp is sin, for the tests of the command line.
import { createReferenceBackend } from "../src/index.ts";

const create = async () => {
  const backend = createReferenceBackend();
  /** @type {typeof backend.unary} */
  const unary = (op, x) => backend.unary(op === "exp" ? "sin" : op, x);
  return { ...backend, unary };
};

// biome-ignore lint/style/noDefaultExport: the command line takes a module's default export
export default create;
