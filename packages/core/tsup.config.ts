import { packageBuild } from "../../tsup.package.ts";

// Split into chunks, so that the entries share one class Tensor.
export default packageBuild({
  entry: { index: "src/index.ts", linalg: "src/linalg/index.ts", fft: "src/fft/index.ts" },
});
