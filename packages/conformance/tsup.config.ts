import { packageBuild } from "../../tsup.package.ts";

export default packageBuild({ entry: { index: "src/index.ts", cli: "src/cli.ts", vitest: "src/vitest.ts" } });
