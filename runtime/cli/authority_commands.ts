import type { Command, Option } from 'commander'
import type { AuthorityCommand } from './authority.ts'
import type { Flags } from './read_settings.ts'

/** Where the flags of settings come from, and who takes the exit code. */
interface AuthorityCommandsOptions {
  readonly settings: readonly (() => Option)[]
  readonly done: (code: number) => void
}

/** Adds `ddf ca init|server|sign|issue|revoke|list`. */
export function addAuthorityCommands(
  program: Command,
  { settings, done }: AuthorityCommandsOptions,
): void {
  const group = program
    .command('ca')
    .description('a small certificate authority of your own, in the data folder')
  const run = async (command: AuthorityCommand, flags: Flags) => {
    const { authority } = await import('./authority.ts')
    done(await authority(command, flags))
  }
  const add = (name: string, description: string) => {
    const command = group.command(name).description(description)
    for (const option of settings) command.addOption(option())
    return command
  }
  add('init', 'make the authority, once')
    .option('--name <TEXT>', 'what it is called in its certificate', 'DDF')
    .action(async ({ name, ...flags }: Flags & { name: string }) => {
      await run({ kind: 'init', name }, flags)
    })
  add('server', 'make key and certificate of the server for TLS')
    .argument('<host...>', 'names and addresses by which wallboxes reach it')
    .action(async (hosts: string[], flags: Flags) => await run({ kind: 'server', hosts }, flags))
  add('sign', 'sign a request of a wallbox and print its certificate')
    .argument('<id>', 'its ChargepointID')
    .argument('<file>', 'the request (PKCS #10, PEM)')
    .action(async (station: string, file: string, flags: Flags) => {
      await run({ kind: 'sign', station, file }, flags)
    })
  add('issue', 'make key and certificate for a wallbox that makes no request itself')
    .argument('<id>', 'its ChargepointID')
    .option('--out <DIR>', 'folder for both files', '.')
    .action(async (station: string, { out, ...flags }: Flags & { out: string }) => {
      await run({ kind: 'issue', station, out }, flags)
    })
  add('revoke', 'revoke certificates; a running server notices')
    .argument('<which>', 'ChargepointID, or serial number')
    .action(async (which: string, flags: Flags) => await run({ kind: 'revoke', which }, flags))
  add('list', 'print serial number, kind, state, expiry and name of what was issued').action(
    async (flags: Flags) => await run({ kind: 'list' }, flags),
  )
}
