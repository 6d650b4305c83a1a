import { type Role, roles } from '../access/roles.ts'
import { systemClock } from '../clock.ts'
import { nearest } from '../nearest.ts'
import { type AccessDesk, openAccessDesk } from './access_desk.ts'
import { type Flags, readSettings, readToken } from './read_settings.ts'
import { complain, say } from './terminal.ts'

/** What `ddf token` is to do. */
export type TokenCommand =
  | {
      readonly kind: 'create'
      readonly role: string
      readonly name: string
      readonly expires?: string
    }
  | { readonly kind: 'list' }
  | { readonly kind: 'revoke'; readonly id: string }

/** What all of `ddf token` take beside settings. */
export interface ServerFlags {
  readonly url?: string
  readonly token?: string
}

/** Makes, lists and revokes access tokens. @returns the exit code */
export async function token(
  command: TokenCommand,
  { url, token: given, ...flags }: ServerFlags & Flags,
): Promise<number> {
  const loaded = readSettings(flags)
  if (!loaded) return 1
  if (command.kind === 'create') {
    const problem = problemOf(command)
    if (problem !== undefined) {
      complain(problem)
      return 1
    }
  }
  const desk = await openAccessDesk(loaded.settings, { url, token: given ?? readToken() })
  try {
    return await carryOut(command, desk)
  } finally {
    await desk.close()
  }
}

async function carryOut(command: TokenCommand, desk: AccessDesk): Promise<number> {
  if (command.kind === 'create') {
    const role = roles.find((one) => one === command.role) ?? 'read'
    const isFirst = (await desk.list()).length === 0
    const expiresAt = command.expires === undefined ? null : (timeOf(command.expires) ?? null)
    say(await desk.create({ role, name: command.name, expiresAt }))
    if (isFirst) complain(firstNote(role))
    return 0
  }
  if (command.kind === 'list') {
    for (const { id, role, name, expiresAt } of await desk.list()) {
      say([id, role.padEnd(7), (expiresAt ?? 'never').padEnd(24), name].join('  ').trimEnd())
    }
    return 0
  }
  // The whole token will do too: its id stands in it.
  const id = /^ddf_([0-9a-f]{12})_/.exec(command.id)?.[1] ?? command.id
  if (await desk.revoke(id)) return 0
  complain(`There is no access token ${id}; ddf token list shows those there are`)
  return 1
}

function problemOf({ role, expires }: { role: string; expires?: string }): string | undefined {
  if (!roles.some((one) => one === role)) {
    const close = nearest(role, roles)
    const cure = close ? `; did you mean ${close}?` : ''
    return `Cannot use --role "${role}": allowed is ${roles.join(', ')}${cure}`
  }
  if (expires !== undefined && timeOf(expires) === undefined) {
    return `Cannot use --expires "${expires}": allowed is a time to come, such as 90d, 12h or 2030-12-31T23:59:59Z`
  }
  return undefined
}

const lengths: Readonly<Record<string, number>> = {
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  y: 31_536_000_000,
}

/** A time to come, as ISO 8601; `undefined` for what is none. */
function timeOf(text: string): string | undefined {
  const now = systemClock.now()
  const [, count = '', unit = ''] = /^([1-9]\d{0,4})([mhdwy])$/.exec(text) ?? []
  const length = lengths[unit]
  const at = length === undefined ? absolute(text) : now + Number(count) * length
  return at > now && at < 8.64e15 ? new Date(at).toISOString() : undefined
}

function absolute(text: string): number {
  return /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN
}

function firstNote(role: Role): string {
  const more =
    role === 'admin' ? '' : '; make one with the role admin too, to manage them over HTTP'
  return `From now on every request of HTTP needs a token${more}`
}
