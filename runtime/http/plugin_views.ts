import * as v from 'valibot'
import { type Fault, faultKinds } from '../plugin/fault.ts'
import type { PluginState } from './port.ts'
import { isoTime } from './time.ts'

const whole = v.pipe(v.number(), v.integer())

/** Something that went wrong with a plugin. */
export const faultSchema = v.pipe(
  v.object({
    kind: v.picklist(faultKinds),
    message: v.string(),
    file: v.optional(v.string()),
    line: v.optional(v.pipe(whole, v.description('From 1, in the file as it was written'))),
    column: v.optional(whole),
    stack: v.optional(v.string()),
  }),
  v.metadata({ ref: 'PluginFault' }),
)

/** What hooks did, by hook. */
export const hooksSchema = v.record(
  v.string(),
  v.pipe(
    v.object({
      runs: v.pipe(whole, v.description('Calls')),
      repairs: v.pipe(whole, v.description('Calls that changed something')),
      faults: v.pipe(whole, v.description('Calls that failed and changed nothing')),
    }),
    v.metadata({ ref: 'HookCounts' }),
  ),
)

const summary = {
  name: v.pipe(v.string(), v.description('Name of its folder')),
  file: v.string(),
  revision: v.nullable(whole),
  shipped: v.pipe(v.boolean(), v.description('Whether the one in use ships with the runtime')),
  replaces: v.pipe(v.boolean(), v.description('Whether it replaces one that ships')),
  current: v.pipe(v.boolean(), v.description('Whether what the file holds now is in use')),
  hooks: v.array(v.string()),
  stations: v.pipe(v.array(v.string()), v.description('Stations that have it')),
  offFor: v.pipe(
    v.array(v.string()),
    v.description('Those for which its hooks failed too often, until it changes'),
  ),
}

/** A plugin of the list. */
export const pluginSchema = v.pipe(v.object(summary), v.metadata({ ref: 'Plugin' }))

/** A plugin by itself. */
export const pluginDetailSchema = v.pipe(
  v.object({
    ...summary,
    problems: v.pipe(v.array(faultSchema), v.description('Why the file is not in use')),
    manifest: v.pipe(
      v.nullable(v.looseObject({ name: v.string(), revision: v.number() })),
      v.description('What the one in use says of itself, without the code of its hooks'),
    ),
    counts: hooksSchema,
    faults: v.pipe(
      v.array(
        v.object({
          at: v.nullable(v.string()),
          station: v.string(),
          hook: v.string(),
          fault: faultSchema,
        }),
      ),
      v.description('Faults of hooks, oldest first, at most 20'),
    ),
    log: v.pipe(
      v.array(
        v.object({
          at: v.nullable(v.string()),
          station: v.string(),
          hook: v.string(),
          text: v.string(),
        }),
      ),
      v.description('What it logged, oldest first, at most 100 lines'),
    ),
    text: v.pipe(v.nullable(v.string()), v.description('The file; null for one that ships')),
  }),
  v.metadata({ ref: 'PluginDetail' }),
)

/** A plugin as the list shows it. */
export function pluginView(state: PluginState): v.InferOutput<typeof pluginSchema> {
  const { name, file, active, replaces, current, stations, offFor } = state
  return {
    name,
    file,
    revision: active?.manifest.revision ?? null,
    shipped: active?.builtIn ?? false,
    replaces,
    current,
    hooks: [...(active?.manifest.hooks ?? [])],
    stations: [...stations],
    offFor: [...offFor],
  }
}

/** A plugin as it shows by itself. */
export function pluginDetailView(state: PluginState): v.InferOutput<typeof pluginDetailSchema> {
  const { active, text, faults } = state
  const journal = active?.journal
  return {
    ...pluginView(state),
    problems: faults.map(faultView),
    manifest: active === undefined ? null : { ...active.manifest },
    counts: { ...journal?.tally.toRecord() },
    faults: (journal?.faults ?? []).map(({ at, station, hook, fault }) => ({
      at: isoTime(at),
      station,
      hook,
      fault: faultView(fault),
    })),
    log: (journal?.lines ?? []).map(({ at, ...line }) => ({ at: isoTime(at), ...line })),
    text: text ?? null,
  }
}

/** A fault as clients see it. */
export function faultView(found: Fault): v.InferOutput<typeof faultSchema> {
  const { kind, message, file, line, column, stack } = found
  return {
    kind,
    message,
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
    ...(stack === undefined ? {} : { stack }),
  }
}
