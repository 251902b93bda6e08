import { packageBuild } from "../../tsup.package.ts";

export default packageBuild({ entry: { index: "src/index.ts", node: "src/node.ts" } });
