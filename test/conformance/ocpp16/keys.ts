/** Passwords as an `AuthorizationKey` says them: hexadecimal digits of 20 bytes. */
export const oldKey = '0001020304050607FFFFFFFF08090A0B0C0D0E0F'
/** Another one. */
export const newKey = 'FEDCBA98765432100123456789ABCDEF00112233'

/** The bytes that a station puts into its header. */
export function bytesOf(key: string): Buffer {
  return Buffer.from(key, 'hex')
}
