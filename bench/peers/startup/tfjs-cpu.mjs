import { createRequire } from "node:module";

const require = createRequire(import.meta.url); // twice as fast as importing the same files
const tf = require("@tensorflow/tfjs-core");
require("@tensorflow/tfjs-backend-cpu");

await tf.setBackend("cpu");
tf.add(tf.ones([2]), tf.ones([2])).dataSync();
