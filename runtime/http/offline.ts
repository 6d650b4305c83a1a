import { Problem } from './problems.ts'

/** The problem that a station is not connected, or was connected anew before it answered. */
export function offline(
  station: string,
  { replaced }: { readonly replaced?: boolean | undefined } = {},
): Problem {
  if (replaced !== true) return new Problem('offline', `Station "${station}" is not connected`)
  const unknown = 'whether it did what was asked is not known'
  return new Problem(
    'replaced',
    `The connection was replaced before station "${station}" answered; ${unknown}`,
  )
}
