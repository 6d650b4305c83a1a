import { Buffer } from 'node:buffer'
import type { Credentials, Profile } from './credentials.ts'
import { generatePassword, type Passwords } from './passwords.ts'

/** What is to be kept of the credentials of a station. */
export interface WantedCredentials {
  readonly password?: string | undefined
  /** Make a password by chance. */
  readonly generate?: boolean | undefined
  /** Least profile from now on. */
  readonly profile?: Profile | undefined
}

/** What became of it; `password` when it was made here. */
export type SetCredentials =
  | { readonly kind: 'done'; readonly password?: string | undefined }
  | { readonly kind: 'not-possible'; readonly detail: string }

/** Sets password and least profile of a station, for its next connection. @throws StoreError */
export async function setCredentials(
  { credentials, passwords }: { readonly credentials: Credentials; readonly passwords: Passwords },
  station: string,
  { password: given, generate, profile }: WantedCredentials,
): Promise<SetCredentials> {
  const password = generate === true ? generatePassword() : given
  if (password === undefined && lacksPassword(credentials, station, profile)) {
    return { kind: 'not-possible', detail: `Profile ${profile} needs a password` }
  }
  const hash = password === undefined ? undefined : await passwords.hash(Buffer.from(password))
  await credentials.change(station, {
    ...(hash !== undefined && { password: hash, next: undefined }),
    ...(profile !== undefined && { profile }),
  })
  return { kind: 'done', ...(generate === true && { password }) }
}

function lacksPassword(credentials: Credentials, station: string, profile?: Profile): boolean {
  const { password, next } = credentials.of(station)
  return (profile === 1 || profile === 2) && password === undefined && next === undefined
}
