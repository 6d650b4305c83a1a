/**
 * Memory of zeros, so many bytes, for what is kept for long beside the objects. It is a shared buffer,
 * although nobody shares it: the others count for the garbage collector as if it could free them, so
 * that one which marks all objects, and finds nothing, begins each time that they grew by some megabytes.
 */
export function lastingMemory(bytes: number): SharedArrayBuffer {
  return new SharedArrayBuffer(bytes)
}
