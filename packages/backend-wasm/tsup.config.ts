import { packageBuild } from "../../tsup.package.ts";

export default packageBuild({
  entry: { index: "src/index.ts", worker: "src/worker.js" },
  splitting: false, // a worker is fetched by its own address: it may not lean on a shared chunk
});
