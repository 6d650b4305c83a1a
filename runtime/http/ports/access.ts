import type { AccessToken, NewAccessToken, Verdict } from '../../access/access_tokens.ts'

/** Who may use the API. */
export interface AccessPort {
  readonly access: {
    /** Whether requests need a token. */
    readonly configured: boolean
    list(): readonly AccessToken[]
    /** Makes a token; `full` when there are too many. */
    create(wanted: NewAccessToken): Promise<{ token: AccessToken; text: string } | 'full'>
    /** Forgets a token; `undefined` when there is none with this id. */
    revoke(id: string): Promise<AccessToken | undefined>
    /** Who sends this text. */
    check(text: string): Verdict
    /** Whether a token that was good still is. */
    holds(id: string): boolean
  }
}
