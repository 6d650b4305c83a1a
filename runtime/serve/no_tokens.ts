import type { Settings } from '../settings.ts'
import { isLoopback } from './loopback.ts'

/** The API would be open to everybody. */
export class NoTokensError extends Error {
  override readonly name = 'NoTokensError'

  constructor(host: string) {
    super(
      `Cannot use httpHost "${host}": allowed is localhost, 127.0.0.1 or ::1, because there are no ` +
        'access tokens; make one with "ddf token create --role admin", or put a reverse proxy before it',
    )
  }
}

/** Others reach the API only where they need a token. @throws NoTokensError */
export function requireTokens(
  { httpHost }: Settings,
  access: { readonly configured: boolean },
): void {
  if (!isLoopback(httpHost) && !access.configured) throw new NoTokensError(httpHost)
}
