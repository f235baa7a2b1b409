/** Makes an error surface as an uncaught exception of the runtime, without harming whoever calls this. */
export function report(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
