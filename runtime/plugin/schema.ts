import * as v from 'valibot'
import { isRange } from '../match_text.ts'
import { commandKinds } from './command_schema.ts'
import { eventKinds } from './event_schema.ts'
import { plain } from './plain.ts'
import type { HookName, Match, Plugin, TraitsPatch, Variant } from './plugin.ts'
import {
  type EntriesOf,
  flag,
  type Issue,
  issuesOf,
  listOf,
  mapOf,
  oneOf,
  some,
  strict,
  text,
  whole,
  words,
} from './schema_parts.ts'
import { traitsPatchSchema } from './traits_schema.ts'

/** A plugin without its functions: all of it is data, `hooks` names what there is. */
export type Manifest = Omit<Plugin, 'hooks'> & { readonly hooks: readonly HookName[] }

/** Names of the hooks. */
export const hookNames = [
  'text',
  'payload',
  'event',
  'command',
] as const satisfies readonly HookName[]

/** What a plugin may be called; also the name of its folder. */
export const pluginName = /^[a-z0-9][a-z0-9-]{0,63}$/

const name = v.pipe(
  v.string('a name'),
  v.regex(pluginName, 'up to 64 of a-z, 0-9 and "-", the first a letter or digit'),
)
const pattern = text(255)
const firmware = v.pipe(
  words(255),
  v.check(
    (found) => !/^\s*[<>=]/.test(found) || isRange(found),
    'a range such as >=5.2 <6, or a pattern such as V1.*',
  ),
)
const keys = v.pipe(listOf(words(200), 20), v.minLength(1, 'a list of at least 1'))

const match = {
  vendor: pattern,
  model: pattern,
  firmware,
  serial: words(255),
  station: words(255),
  path: words(255),
  keys,
} satisfies EntriesOf<Required<Match>>

const option = v.union([flag, v.number(), text(255)], 'true, false, a number or a text')
const options = mapOf(words(50), option)

const variant = {
  model: v.exactOptional(pattern),
  firmware: v.exactOptional(firmware),
  serial: v.exactOptional(words(255)),
  keys: v.exactOptional(keys),
  option: v.exactOptional(options),
  traits: traitsPatchSchema satisfies v.GenericSchema<unknown, TraitsPatch>,
} satisfies EntriesOf<Variant>

const manifest = strict({
  name,
  revision: whole(1, 1_000_000),
  match: v.pipe(
    listOf(some(match), 100),
    v.everyItem(
      (entry) => Object.keys(entry).length > 0,
      'a list of objects with at least one fact',
    ),
  ),
  traits: v.exactOptional(traitsPatchSchema),
  variants: v.exactOptional(listOf(strict(variant), 100)),
  on: v.exactOptional(
    some({
      payload: listOf(words(100), 100),
      event: listOf(oneOf(eventKinds), 100),
      command: listOf(oneOf(commandKinds), 100),
    }),
  ),
  sends: v.exactOptional(listOf(oneOf(commandKinds), 100)),
  options: v.exactOptional(options),
  hooks: listOf(oneOf(hookNames), 4),
})

/** The schema of a plugin as data; what takes more than one member to see is in {@link readManifest}. */
export const manifestSchema: v.GenericSchema<unknown, Manifest> = manifest

/** A manifest, or what is wrong with it. */
export type ReadManifest =
  | { readonly ok: true; readonly manifest: Manifest }
  | { readonly ok: false; readonly issues: readonly Issue[] }

/**
 * Reads a definition as it comes out of an isolate, where `hooks` is a list of names.
 * @param folder name the plugin must have; `undefined` = any
 */
export function readManifest(definition: unknown, folder?: string): ReadManifest {
  const parsed = v.safeParse(manifestSchema, definition)
  if (!parsed.success) return { ok: false, issues: issuesOf(parsed.issues) }
  const issues = contradictions(parsed.output, folder)
  return issues.length > 0 ? { ok: false, issues } : { ok: true, manifest: parsed.output }
}

const definition = v.looseObject(
  {
    hooks: v.optional(
      some(Object.fromEntries(hookNames.map((hook) => [hook, v.function('a function')]))),
    ),
  },
  'an object, as definePlugin gives it',
)

/** Reads a definition of this process, where `hooks` holds the functions. */
export function readDefinition(value: unknown, folder?: string): ReadManifest {
  const parsed = v.safeParse(definition, value)
  if (!parsed.success) return { ok: false, issues: issuesOf(parsed.issues) }
  const { hooks = {}, ...data } = parsed.output
  const copied = plain(data)
  if (!copied.ok) return { ok: false, issues: [{ path: '', message: `It is ${copied.message}` }] }
  return readManifest({ ...Object(copied.value), hooks: Object.keys(hooks) }, folder)
}

function contradictions(found: Manifest, folder: string | undefined): readonly Issue[] {
  const issues: Issue[] = []
  const add = (path: string, message: string) =>
    issues.push({ path, message: `${path} ${message}` })
  if (folder !== undefined && found.name !== folder) {
    add('name', `is "${found.name}", but the folder is "${folder}"; they must be the same`)
  }
  for (const hook of ['payload', 'event', 'command'] as const) {
    if ((found.on?.[hook]?.length ?? 0) > 0 && !found.hooks.includes(hook)) {
      add(`on.${hook}`, `is for a hook that is not there`)
    }
  }
  found.variants?.forEach((one, index) => {
    const path = `variants.${index}`
    if (Object.keys(one).length < 2) add(path, 'has no condition; such traits belong to traits')
    for (const [name, value] of Object.entries(one.option ?? {})) {
      const standard = found.options?.[name]
      if (standard === undefined) add(`${path}.option.${name}`, 'is not among options')
      else if (typeof standard !== typeof value) {
        add(`${path}.option.${name}`, `is a ${typeof value}; allowed is a ${typeof standard}`)
      }
    }
  })
  return issues
}
