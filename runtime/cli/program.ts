import { Command, CommanderError, Option } from 'commander'
import { packageVersion } from '../package_root.ts'
import { type SettingRow, settingRows, standardFile } from '../settings.ts'
import { addAuthorityCommands } from './authority_commands.ts'
import type { Flags } from './read_settings.ts'
import type { ReplayFlags } from './replay.ts'
import { addStationCommands } from './station_commands.ts'
import { complain, say } from './terminal.ts'
import { addTokenCommands } from './token_commands.ts'

/**
 * Runs the command line. What a command needs is imported only when it is called, so that starting
 * stays quick.
 * @returns the exit code
 */
export async function run(argv: readonly string[]): Promise<number> {
  let code = 0
  const program = createProgram((result) => {
    code = result
  })
  try {
    await program.parseAsync([...argv], { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode
    if (!(error instanceof Error)) throw error
    complain(missingPackage(error) ?? error.message)
    return 1
  }
  return code
}

/** The commands; each hands its exit code to `done`. */
export function createProgram(done: (code: number) => void): Command {
  const program = new Command('ddf')
    .description('EV wallboxes of any vendor as typed items over HTTP')
    .version(packageVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .configureHelp({ helpWidth: 100 })
    .configureOutput({ outputError: (text) => complain(inOneLine(text, program)) })
    .addHelpText(
      'after',
      '\nAll settings with their defaults and environment variables: ddf start --help',
    )
    .exitOverride()

  const start = program
    .command('start')
    .description('serve wallboxes (OCPP) and the HTTP API')
    .action(async (flags: Flags) => {
      const { start } = await import('./start.ts')
      done(await start(flags))
    })
  for (const option of settingOptions()) start.addOption(option)

  program
    .command('generate')
    .description('write the typed accessor of each descriptor beside it')
    .option('--check', 'write nothing, fail when a generated file is missing or stale')
    .addOption(settingOption('ddf'))
    .addOption(configOption())
    .action(async ({ check, ...flags }: Flags & { check?: boolean }) => {
      const { generateAll } = await import('./generate.ts')
      done(await generateAll(flags, { check: check === true }))
    })

  program
    .command('check')
    .description('check descriptor files and print what is wrong with them')
    .argument('<file...>', 'descriptor files (*.ddf.json)')
    .action(async (files: string[]) => {
      const { check } = await import('./check.ts')
      done(await check(files, say))
    })

  const ofData = [() => settingOption('data'), () => settingOption('httpPort'), configOption]
  addTokenCommands(program, { settings: ofData, done })
  addStationCommands(program, { settings: ofData, done })
  addAuthorityCommands(program, { settings: ofData, done })

  const fresh = program.command('new').description('write the start of something new')
  fresh
    .command('descriptor')
    .description('write a commented descriptor to start from')
    .argument('[name]', 'its file name, without .ddf.json', 'my-wallbox')
    .addOption(settingOption('ddf'))
    .addOption(configOption())
    .action(async (name: string, flags: Flags) => {
      const { readSettings } = await import('./read_settings.ts')
      const loaded = readSettings(flags)
      if (!loaded) return done(1)
      const { newDescriptor } = await import('./new_descriptor.ts')
      done(await newDescriptor({ name, dir: loaded.settings.ddf, out: say }))
    })
  fresh
    .command('plugin')
    .description('write a plugin to start from, with a recording and a test')
    .requiredOption('--vendor <TEXT>', 'vendor as its wallboxes say it; * stands for any text')
    .requiredOption('--model <TEXT>', 'model as its wallboxes say it; * stands for any text')
    .option('--name <NAME>', 'name of its folder (default: made of vendor and model)')
    .addOption(settingOption('plugins'))
    .addOption(configOption())
    .action(async ({ vendor, model, name, ...flags }: NewPluginFlags & Flags) => {
      const { readSettings } = await import('./read_settings.ts')
      const loaded = readSettings(flags)
      if (!loaded) return done(1)
      const { newPlugin } = await import('./new_plugin.ts')
      done(newPlugin({ vendor, model, name, dir: loaded.settings.plugins, out: say }))
    })

  program
    .command('replay')
    .description('print what a recording leads to: items, calls and repairs, in order')
    .argument('<file>', 'a recording (*.jsonl), as --record and the HTTP API give it')
    .option('--plugin <NAME>', 'plugin by name or path, or none (default: the one that fits)')
    .option('--descriptor <NAME>', 'descriptor by name or path (default: the one that fits)')
    .option('--station <ID>', 'only this station of the recording (default: all)')
    .option('--host-calls', 'make the calls of the recorded host too')
    .option('--linger <S>', 'seconds that go on after the last line (default: 0)')
    .addOption(new Option('--json', 'print one JSON object a line').conflicts('diff'))
    .option('--diff <NAME>', 'print what differs from another plugin, or none')
    .addOption(settingOption('ddf'))
    .addOption(settingOption('plugins'))
    .addOption(configOption())
    .action(async (file: string, options: ReplayFlags & Flags) => {
      const { ddf, plugins, config, ...rest } = options
      const { replayFile } = await import('./replay.ts')
      done(await replayFile(file, rest, { ddf, plugins, config }))
    })

  program
    .command('simulate')
    .description('run wallboxes that charge without hardware, against a running server')
    .option('--stations <N>', 'number of wallboxes (default: 1)')
    .option('--connectors <N>', 'connectors of each (default: 1)')
    .option('--url <URL>', 'where they connect (default: ws://127.0.0.1:8550)')
    .option('--prefix <TEXT>', 'their ids are this, a dash and a number (default: SIM)')
    .option(
      '--speed <N>',
      'how much faster than real they charge; 60 makes a minute a second (default: 1)',
    )
    .option('--for <S>', 'stop after so many real seconds (default: never)')
    .option(
      '--cycles <N>',
      'stop after so many charging cycles of each connector (default: endless)',
    )
    .option('--seed <N>', 'the same number gives the same behaviour (default: by chance)')
    .action(async (flags: Flags) => {
      const { simulate } = await import('./simulate.ts')
      done(await simulate(flags))
    })
  return program
}

/** What `new plugin` takes beside settings. */
interface NewPluginFlags {
  readonly vendor: string
  readonly model: string
  readonly name?: string
}

/** A flag for each setting that can have one, and for the settings file. */
function settingOptions(): Option[] {
  const named = [...rows().values()].filter(({ flag }) => flag !== undefined)
  return [...named.map(({ name }) => settingOption(name)), configOption()]
}

let known: ReadonlyMap<string, SettingRow> | undefined

function rows(): ReadonlyMap<string, SettingRow> {
  known ??= new Map(settingRows().map((row) => [row.name, row]))
  return known
}

function settingOption(name: string): Option {
  const { flag = '', text = '', standard, variable } = rows().get(name) ?? {}
  return new Option(flag, `${text.replaceAll('`', '')} (default: ${standard}; ${variable})`)
}

function configOption(): Option {
  return new Option('--config <FILE>', `settings file (default: ${standardFile}; DDF_CONFIG)`)
}

/** `error: unknown option '--prot'\n(Did you mean --port?)` as one line that says what is legal. */
function inOneLine(text: string, program: Command): string {
  const line = text
    .trim()
    .replace(/^error: /, '')
    .replace(/\.$/, '')
    .replace('. Expected', ': expected')
    .replace(/\n\(Did you mean (.*)\?\)$/s, '; did you mean $1?')
  if (line.includes('did you mean')) return line
  if (line.startsWith('unknown command')) {
    return `${line}; commands are ${program.commands.flatMap(namesOf).join(', ')}`
  }
  return `${line}; --help shows what is allowed`
}

/** The full names of a command's own commands, or its own. */
function namesOf(command: Command): string[] {
  if (command.commands.length === 0) return [command.name()]
  return command.commands.map((one) => `${command.name()} ${one.name()}`)
}

/** What to install, when a command needs a package that is not there. */
function missingPackage(error: Error): string | undefined {
  const found = /Cannot find package '([^']+)'/.exec(error.message)
  return found
    ? `this command needs the package ${found[1]}: run npm install ${found[1]}`
    : undefined
}
