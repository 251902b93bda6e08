/** The command line asks for something that is not there. The message says what is. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
