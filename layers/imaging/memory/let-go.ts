/** Gives large arrays back at once. */
/**
 * Empties an array that the caller made, and that nobody else has. Left to the garbage collector, large arrays make it
 * search the whole heap, on threads that others need. A view of a part empties the whole buffer.
 */
export function letGo({ buffer }: ArrayBufferView): void {
  // Shared memory, and that of WebAssembly, cannot be given back.
  if (buffer instanceof ArrayBuffer && !buffer.detached) buffer.transfer?.(0);
}
