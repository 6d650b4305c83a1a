import { dirname, resolve } from 'node:path'
import * as v from 'valibot'
import { nearest } from '../nearest.ts'
import { complaint, inDots, inside, type Path, show } from './complaint.ts'
import { parseSettingsFile, type SettingsFile } from './file.ts'
import { type SettingName, type Settings, settingsSchema, settingTexts } from './schema.ts'

/** Where settings come from, strongest first. */
export interface SettingsInput {
  /** Texts by setting name, and `config` for another settings file. */
  readonly flags: Readonly<Record<string, string | undefined>>
  readonly env: Readonly<Record<string, string | undefined>>
  /** The text of a file, `undefined` when there is none; throws when it cannot be read. */
  readonly readFile: (path: string) => string | undefined
  readonly cwd: string
}

/** What one setting was taken from. */
export type SettingSource = 'flag' | 'environment' | 'file' | 'default'

/** Settings in force, what each was taken from, and what is odd but no error. */
export interface LoadedSettings {
  readonly settings: Settings
  readonly sources: ReadonlyMap<SettingName, SettingSource>
  readonly warnings: readonly string[]
}

/** Settings that cannot be used; each problem is one line. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.problems = problems
  }
}

/** One value with its origin, before it is checked. */
interface Finding {
  readonly value: unknown
  readonly source: SettingSource
  /** Names what was found, for a message; `path` leads into the value. */
  readonly describe: (path: Path) => string
}

/** The settings file that is read when no other is named. */
export const standardFile = 'ddf.config.json'

const tlsFiles = ['tlsCert', 'tlsKey', 'tlsClientCa', 'tlsCrl'] as const

/** Names of all settings, in the order of the documentation. */
export const settingNames = Object.keys(settingTexts).filter(isSettingName)

/** `httpPort` as a flag: `--http-port`. */
export function flagOf(name: string): string {
  return `--${spelled(name).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}

/** `httpPort` as an environment variable: `DDF_HTTP_PORT`. */
export function variableOf(name: string): string {
  return `DDF_${spelled(name)
    .replace(/[A-Z]/g, (letter) => `_${letter}`)
    .toUpperCase()}`
}

/**
 * Puts the settings together: flags, then environment, then settings file, then defaults.
 * @throws {SettingsError} with every problem found
 */
export function loadSettings(input: SettingsInput): LoadedSettings {
  const { file, path, problems } = readSettingsFile(input)
  for (const key of file?.values.keys() ?? []) {
    if (!isSettingName(key)) problems.push(unknownSetting(key, file))
  }
  const values: Record<string, unknown> = {}
  const sources = new Map<SettingName, SettingSource>()
  for (const name of settingNames) {
    const finding = findSetting(name, input, file)
    sources.set(name, finding?.source ?? 'default')
    if (!finding) continue
    values[name] = finding.value
    const result = v.safeParse(settingsSchema.entries[name], finding.value)
    if (!result.success)
      problems.push(...result.issues.map((issue) => complaint(issue, finding.describe)))
  }
  if (problems.length > 0) throw new SettingsError(problems)
  const settings = v.parse(settingsSchema, values)
  // A folder named in a file is meant as seen from that file.
  const folder = (name: SettingName, given: string) =>
    resolve(sources.get(name) === 'file' ? dirname(path) : input.cwd, given)
  const { ddf, plugins, record, data } = settings
  return {
    settings: {
      ...settings,
      ddf: folder('ddf', ddf),
      plugins: folder('plugins', plugins),
      data: data === 'none' ? data : folder('data', data),
      ...(record !== undefined && { record: folder('record', record) }),
      ...Object.fromEntries(
        tlsFiles.flatMap((name) => {
          const file = settings[name]
          return file === undefined ? [] : [[name, folder(name, file)]]
        }),
      ),
    },
    sources,
    warnings: oddVariables(input.env),
  }
}

function readSettingsFile(input: SettingsInput): {
  file?: SettingsFile
  path: string
  problems: string[]
} {
  const asked = input.flags.config ?? (input.env.DDF_CONFIG || undefined)
  const path = resolve(input.cwd, asked ?? standardFile)
  const name = asked ?? standardFile
  const by = asked === undefined ? '' : input.flags.config ? ' (--config)' : ' (DDF_CONFIG)'
  const refuse = (what: string) => ({
    path,
    problems: [`Cannot read the settings file ${name}${by}: ${what}`],
  })
  let text: string | undefined
  try {
    text = input.readFile(path)
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error))
  }
  if (text === undefined) {
    return asked === undefined ? { path, problems: [] } : refuse(`there is no file ${path}`)
  }
  const parsed = parseSettingsFile(text, name)
  return parsed.ok
    ? { path, file: parsed.file, problems: [] }
    : { path, problems: [parsed.problem] }
}

/** The strongest source that has a value; an empty environment variable counts as none. */
function findSetting(
  name: SettingName,
  input: SettingsInput,
  file: SettingsFile | undefined,
): Finding | undefined {
  const given = settingTexts[name].value === undefined ? undefined : input.flags[spelled(name)]
  if (given !== undefined) {
    return {
      value: fromText(name, given),
      source: 'flag',
      describe: () => `${flagOf(name)} ${show(given)}`,
    }
  }
  const variable = variableOf(name)
  const inEnv = settingTexts[name].value === undefined ? undefined : input.env[variable]
  if (inEnv) {
    return {
      value: fromText(name, inEnv),
      source: 'environment',
      describe: () => `${variable}=${show(inEnv)}`,
    }
  }
  const place = placeIn(file, name)
  if (file === undefined || place === undefined) return undefined
  const value = file.values.get(place)
  return {
    value,
    source: 'file',
    describe: (path) =>
      `${inDots([place, ...path])} ${show(inside(value, path))} (${file.place([place, ...path])})`,
  }
}

/** Where a file has a setting: `stations` holds either what is fixed for some, or who may come. */
function placeIn(file: SettingsFile | undefined, name: SettingName): string | undefined {
  const isWord = typeof file?.values.get('stations') === 'string'
  if (name === 'stations' && isWord) return undefined
  if (file?.values.has(name)) return name
  return name === 'onboarding' && isWord ? 'stations' : undefined
}

/** What the flag and the variable of a setting are called after. */
function spelled(name: string): string {
  return (isSettingName(name) ? settingTexts[name].flag : undefined) ?? name
}

/** A flag or variable is text; what reads as a number is one. */
function fromText(name: SettingName, text: string): unknown {
  const isNumber = settingTexts[name].number && /^\s*-?\d+(\.\d+)?\s*$/.test(text)
  return isNumber ? Number(text) : text
}

function unknownSetting(key: string, file: SettingsFile | undefined): string {
  const close = nearest(key, settingNames)
  const cure = close ? `did you mean ${close}?` : `settings are ${settingNames.join(', ')}`
  return `Unknown setting ${show(key)} (${file?.place([key])}); ${cure}`
}

/** Variables that look like ours but are not; a cluster may set such by itself, so they are no error. */
function oddVariables(env: SettingsInput['env']): string[] {
  const legal = [
    'DDF_CONFIG',
    // For commands that ask a server.
    'DDF_TOKEN',
    ...settingNames.filter((name) => settingTexts[name].value).map(variableOf),
  ]
  return Object.keys(env)
    .filter((name) => name.startsWith('DDF_') && !legal.includes(name))
    .map((name) => {
      const close = nearest(name, legal)
      return `The environment variable ${name} is unknown and ignored${close ? `; did you mean ${close}?` : ''}`
    })
}

function isSettingName(word: string): word is SettingName {
  return Object.hasOwn(settingsSchema.entries, word)
}
