import { Buffer } from 'node:buffer'

/** Credentials of HTTP Basic authentication (RFC 7617); the password may be any bytes (quirk T6). */
export type Basic =
  | { readonly kind: 'none' }
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'basic'; readonly bytes: Buffer }

const longest = 1024

/** Reads the header `Authorization`. */
export function readBasic(header: string | undefined): Basic {
  if (header === undefined || header.trim() === '') return { kind: 'none' }
  const encoded = /^\s*basic\s+([\w+/-]+={0,2})\s*$/i.exec(header)?.[1]
  if (encoded === undefined || encoded.length > longest) return { kind: 'unreadable' }
  return { kind: 'basic', bytes: Buffer.from(encoded, 'base64') }
}

/** The password, when the user name is this station; it may hold colons, and so may an identity. */
export function passwordOf(bytes: Buffer, station: string): Buffer | undefined {
  const user = Buffer.from(`${station}:`)
  return bytes.subarray(0, user.length).equals(user) ? bytes.subarray(user.length) : undefined
}
