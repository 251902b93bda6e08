// Stands for a stranger's backend in the examples of README.md.
import { createReferenceBackend } from "../src/index.ts";

export const createMyBackend = async () => createReferenceBackend();

export { createMyBackend as default };
