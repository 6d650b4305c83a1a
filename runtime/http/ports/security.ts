import type { Profile } from '../../security/credentials.ts'
import type { SecurityEvent, SecurityEvents } from '../../security/events.ts'

/** How a station is guarded; it never holds a secret. */
export interface StationGuardState {
  /** Profile that its connection proved; `null` when it is not connected. */
  readonly proved: Profile | null
  /** Whether its connection is over TLS. */
  readonly secure: boolean
  /** Remote IP address of its connection. */
  readonly address: string | null
  /** Least profile that it must prove. */
  readonly least: Profile
  readonly hasPassword: boolean
  /** It was given another password, and did not come with it yet. */
  readonly isRotating: boolean
  readonly approved: boolean
  readonly rejected: boolean
  /** The last security events about it, the latest last. */
  readonly events: readonly SecurityEvent[]
}

/** What is to be kept of the credentials of a station. */
export interface CredentialsWish {
  readonly password?: string | undefined
  /** Make a password by chance. */
  readonly generate?: boolean | undefined
  /** Least profile from now on; unlike what a station proves, it may also be lower than before. */
  readonly profile?: Profile | undefined
  /** Give the password to the connected station; until it comes with it, the one before is right too. */
  readonly rotate?: boolean | undefined
}

/** What became of it. */
export type CredentialsChange =
  /** `password` only when it was made here: it is not shown again. */
  | { readonly kind: 'done'; readonly password?: string | undefined }
  | { readonly kind: 'not-possible'; readonly detail: string }
  | { readonly kind: 'offline'; readonly replaced?: boolean | undefined }
  /** The station did not take the password, in its own word. */
  | { readonly kind: 'refused'; readonly answer: string }
  | { readonly kind: 'timeout' }

/** What the HTTP API needs of security. */
export interface SecurityPort {
  /** Security events: to listen to, counted by kind, and the last of each station. */
  readonly securityEvents: SecurityEvents
  guardState(station: string): StationGuardState
  /** @throws Problem `not-stored` */
  putCredentials(
    station: string,
    wish: CredentialsWish,
    options: { readonly signal?: AbortSignal },
  ): Promise<CredentialsChange>
  /** Forgets password and least profile of a station. @throws Problem `not-stored` */
  deleteCredentials(station: string): Promise<void>
  /** Lets a station in that waits or is yet to come. @throws Problem `not-stored` */
  approve(station: string): Promise<void>
  /** Takes that back; the station is disconnected if it may not be here. @throws Problem `not-stored` */
  disapprove(station: string): Promise<void>
  /** Has a station told that it may not come, until it is approved. @throws Problem `not-stored` */
  reject(station: string): Promise<void>
  /** Ends the connection of a station; whether there was one. */
  disconnect(station: string): boolean
}
