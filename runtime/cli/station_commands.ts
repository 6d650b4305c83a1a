import type { Command } from 'commander'
import type { Flags } from './read_settings.ts'
import { type AskingOptions, withServerFlags } from './server_flags.ts'
import type { StationCommand } from './station.ts'
import type { ServerFlags } from './token.ts'

/** Adds `ddf station set|approve|reject`. */
export function addStationCommands(program: Command, { settings, done }: AskingOptions): void {
  const group = program
    .command('station')
    .description('say what a wallbox must prove, or let it in, whether a server runs or not')
  const run = async (command: StationCommand, flags: ServerFlags & Flags) => {
    const { station } = await import('./station.ts')
    done(await station(command, flags))
  }
  const withFlags = (command: Command) => withServerFlags(command, { settings })
  withFlags(
    group
      .command('set')
      .description('set its password and the least security profile it must prove')
      .argument('<id>', 'its ChargepointID')
      .option(
        '--password <TEXT>',
        'password, 8 to 64 characters or hexadecimal digits; - reads it from the standard input, where no list of processes shows it',
      )
      .option('--generate-password', 'make a password by chance and print it, only this once')
      .option('--profile <N>', '0 = none, 1 = password, 2 = password over TLS, 3 = certificate')
      .option(
        '--rotate',
        'give the password to the connected wallbox; the old one holds until then',
      ),
  ).action(async (id: string, flags: SetFlags & ServerFlags & Flags) => {
    const { password, generatePassword, profile, rotate, ...rest } = flags
    const command: StationCommand = {
      kind: 'set',
      station: id,
      generate: generatePassword === true,
      rotate: rotate === true,
      ...(password !== undefined && { password }),
      ...(profile !== undefined && { profile }),
    }
    await run(command, rest)
  })
  withFlags(
    group
      .command('approve')
      .description('let a wallbox in that waits, or is yet to come')
      .argument('<id>', 'its ChargepointID'),
  ).action(async (id: string, flags: ServerFlags & Flags) => {
    await run({ kind: 'approve', station: id }, flags)
  })
  withFlags(
    group
      .command('reject')
      .description('have a wallbox told that it may not come, until it is approved')
      .argument('<id>', 'its ChargepointID'),
  ).action(async (id: string, flags: ServerFlags & Flags) => {
    await run({ kind: 'reject', station: id }, flags)
  })
}

interface SetFlags {
  readonly password?: string
  readonly generatePassword?: boolean
  readonly profile?: string
  readonly rotate?: boolean
}
