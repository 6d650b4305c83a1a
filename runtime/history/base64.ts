import { Buffer } from 'node:buffer'

/** Bytes as base64. */
export function bytesToText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}

/** Bytes from base64. */
export function textToBytes(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64'))
}
