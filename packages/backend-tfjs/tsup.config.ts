import { packageBuild } from "../../tsup.package.ts";

export default packageBuild({ noExternal: [/^@tensorflow\/tfjs-core\/dist\//] });
