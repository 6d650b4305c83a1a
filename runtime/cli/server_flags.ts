import type { Command, Option } from 'commander'

/** What commands that change a data folder, or ask the server that uses it, are added with. */
export interface AskingOptions {
  /** Makes the flags of the settings that say where the data lie. */
  readonly settings: readonly (() => Option)[]
  /** Takes the exit code. */
  done(code: number): void
}

/** Adds the flags that say which server to ask, and with which token. */
export function withServerFlags(
  command: Command,
  { settings }: Pick<AskingOptions, 'settings'>,
): Command {
  command.option('--url <URL>', 'server to ask (default: the one that uses the data folder)')
  command.option('--token <TOKEN>', 'access token with the role admin to ask it with (DDF_TOKEN)')
  for (const option of settings) command.addOption(option())
  return command
}
