// Stands for a stranger's backend in the examples of README.md.
import { createReferenceBackend } from "../src/index.ts";

export const createMyBackend = async () => createReferenceBackend();

// biome-ignore lint/style/noDefaultExport: the command line takes a module's default export
export default { name: "my-backend", create: createMyBackend };
