/**
 * Gives the memory of intermediate values back at once: the garbage collector sees little of large arrays and lets many of
 * them wait. The array, and every other on its buffer, is empty afterwards.
 */
export function free(values: Float64Array | Float32Array | Uint8Array): void {
  const { buffer } = values;
  if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}
