import { profiles } from '../security/credentials.ts'
import { type Flags, readSettings, readToken } from './read_settings.ts'
import { openStationDesk } from './station_desk.ts'
import { complain, readLine, say } from './terminal.ts'
import type { ServerFlags } from './token.ts'

/** What `ddf station` is to do. */
export type StationCommand =
  | {
      readonly kind: 'set'
      readonly station: string
      readonly password?: string
      readonly generate: boolean
      readonly profile?: string
      readonly rotate: boolean
    }
  | { readonly kind: 'approve' | 'reject'; readonly station: string }

/** Sets what a station must prove, approves it or rejects it. @returns the exit code */
export async function station(
  said: StationCommand,
  { url, token, ...flags }: ServerFlags & Flags,
): Promise<number> {
  const loaded = readSettings(flags)
  if (!loaded) return 1
  const command = await complete(said)
  const problem = command.kind === 'set' ? problemOf(command) : undefined
  if (problem !== undefined) {
    complain(problem)
    return 1
  }
  const desk = await openStationDesk(loaded.settings, { url, token: token ?? readToken() })
  try {
    if (command.kind !== 'set') {
      await desk[command.kind](command.station)
      return 0
    }
    const { password, generate, rotate } = command
    const profile = profiles.find((one) => String(one) === command.profile)
    const made = await desk.set(command.station, {
      ...(password !== undefined && { password }),
      ...(generate && { generate }),
      ...(profile !== undefined && { profile }),
      ...(rotate && { rotate }),
    })
    if (made !== undefined) say(made)
    return 0
  } finally {
    await desk.close()
  }
}

/** The command with the password that `-` stands for. */
async function complete(command: StationCommand): Promise<StationCommand> {
  if (command.kind !== 'set' || command.password !== '-') return command
  return { ...command, password: await readLine() }
}

function problemOf({
  password,
  generate,
  profile,
  rotate,
}: Extract<StationCommand, { kind: 'set' }>): string | undefined {
  if (password !== undefined && generate) return 'Give --password or --generate-password, not both'
  if (password === undefined && !generate && profile === undefined) {
    return 'Nothing to set: give --password, --generate-password or --profile'
  }
  if (rotate && password === undefined && !generate) return '--rotate needs a password'
  if (password !== undefined && (password.length < 8 || password.length > 64)) {
    return 'Cannot use this --password: allowed are 8 to 64 characters'
  }
  if (profile !== undefined && !profiles.some((one) => String(one) === profile)) {
    return `Cannot use --profile "${profile}": allowed is ${profiles.join(', ')}`
  }
  return undefined
}
