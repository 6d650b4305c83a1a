import { type Command, Option } from 'commander'
import type { Flags } from './read_settings.ts'
import { type AskingOptions, withServerFlags } from './server_flags.ts'
import type { ServerFlags, TokenCommand } from './token.ts'

/** Adds `ddf token create|list|revoke`. */
export function addTokenCommands(program: Command, { settings, done }: AskingOptions): void {
  const group = program
    .command('token')
    .description(
      'make, list and revoke access tokens of the HTTP API, whether a server runs or not',
    )
  const run = async (command: TokenCommand, flags: ServerFlags & Flags) => {
    const { token } = await import('./token.ts')
    done(await token(command, flags))
  }
  const withFlags = (command: Command) => withServerFlags(command, { settings })
  withFlags(
    group
      .command('create')
      .description('make an access token and print it; it is shown only this once')
      .requiredOption('--role <ROLE>', 'read: look; control: move wallboxes too; admin: everything')
      .option('--name <TEXT>', 'whose it is, for the audit log', '')
      .addOption(new Option('--expires <TIME>', 'such as 90d, 12h or 2030-12-31 (default: never)')),
  ).action(async ({ role, name, expires, ...flags }: CreateFlags & ServerFlags & Flags) => {
    await run({ kind: 'create', role, name, ...(expires === undefined ? {} : { expires }) }, flags)
  })
  withFlags(
    group.command('list').description('print id, role, expiry and name of each access token'),
  ).action(async (flags: ServerFlags & Flags) => await run({ kind: 'list' }, flags))
  withFlags(
    group
      .command('revoke')
      .description('revoke an access token, at once')
      .argument('<id>', 'its id, or the token itself'),
  ).action(
    async (id: string, flags: ServerFlags & Flags) => await run({ kind: 'revoke', id }, flags),
  )
}

interface CreateFlags {
  readonly role: string
  readonly name: string
  readonly expires?: string
}
