import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { shippedPlugins } from '../../plugins/mod.ts'
import { coreTraits, type ItemValue } from '../../runtime/model.ts'
import { packageRoot } from '../../runtime/package_root.ts'
import { createIsolateHost } from '../../runtime/plugin/isolate/host.ts'
import { overlapOf } from '../../runtime/plugin/overlap.ts'
import type { Plugin, TraitsPatch } from '../../runtime/plugin/plugin.ts'
import { PluginRegistry } from '../../runtime/plugin/registry.ts'
import type { PluginSource } from '../../runtime/plugin/runner.ts'
import { openPluginFolder } from '../../runtime/plugin_folder.ts'
import type { RecordingLine } from '../../runtime/recording/format.ts'
import { replay } from '../../runtime/recording/replay.ts'
import type { Timeline } from '../../runtime/recording/timeline.ts'
import { timelineLines } from '../../runtime/recording/timeline_text.ts'
import { loadDescriptors, loadRecording } from '../../runtime/replay_inputs.ts'

const loader = createIsolateHost()
const folder = join(packageRoot(), 'plugins')
const folders = readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
)

function recordingsOf(name: string): readonly string[] {
  return readdirSync(join(folder, name)).filter((file) => file.endsWith('.jsonl'))
}

/** Every trait that a patch sets, with what the core has. */
function traitsIn({ hints: _, ...groups }: TraitsPatch): readonly [string, unknown, unknown][] {
  return Object.entries(groups).flatMap(([group, patch]) => {
    const core: unknown = Reflect.get(coreTraits, group)
    return Object.entries(patch ?? {}).map(([trait, value]): [string, unknown, unknown] => [
      `${group}.${trait}`,
      value,
      Reflect.get(Object(core), trait),
    ])
  })
}

test('every folder is a plugin that ships, under its name', () => {
  assert.equal(shippedPlugins.map(({ name }) => name).sort(), [...folders].sort())
})

test('no two plugins fit one station equally well', () => {
  for (const [index, one] of shippedPlugins.entries()) {
    for (const other of shippedPlugins.slice(index + 1)) {
      const overlap = overlapOf(one.match, other.match)
      assert.is(overlap, undefined, `${one.name} and ${other.name}: ${JSON.stringify(overlap)}`)
    }
  }
})

for (const plugin of shippedPlugins) {
  const { name } = plugin

  test(`${name} sets only traits that differ from the core, or from its own`, () => {
    const base = new Map(traitsIn(plugin.traits ?? {}).map(([trait, value]) => [trait, value]))
    for (const [trait, value, core] of traitsIn(plugin.traits ?? {})) {
      assert.not(isDeepStrictEqual(value, core), `${trait} is as in the core`)
    }
    for (const variant of plugin.variants ?? []) {
      for (const [trait, value, core] of traitsIn(variant.traits)) {
        const before = base.has(trait) ? base.get(trait) : core
        assert.not(isDeepStrictEqual(value, before), `${trait} of a variant changes nothing`)
      }
    }
  })

  test(`${name} says which events, actions and commands its hooks want`, () => {
    for (const hook of ['payload', 'event', 'command'] as const) {
      const has = plugin.hooks?.[hook] !== undefined
      assert.is((plugin.on?.[hook] ?? []).length > 0, has, `on.${hook}`)
    }
  })

  test(`${name} has a use for each of its options`, () => {
    const used = new Set((plugin.variants ?? []).flatMap(({ option = {} }) => Object.keys(option)))
    const source = readFileSync(join(folder, name, 'plugin.ts'), 'utf8')
    for (const option of Object.keys(plugin.options ?? {})) {
      assert.ok(used.has(option) || source.includes(`options.${option}`), option)
    }
  })

  test(`${name} names the quirks that it is for`, () => {
    const source = readFileSync(join(folder, name, 'plugin.ts'), 'utf8')
    const comment = /\/\*\*[\s\S]*?\*\//.exec(source)?.[0] ?? ''
    assert.match(comment, /\bQuirks( [TBCFMPX]\d{1,2})+\b/)
  })

  test(`${name} gives the same in process and in an isolate, for all its recordings`, async () => {
    const files = recordingsOf(name)
    assert.ok(files.length > 0, 'there is a recording')
    const { descriptors } = await loadDescriptors({})
    const inProcess = new PluginRegistry({ shipped: shippedPlugins })
    const isolated = new PluginRegistry({ shipped: shippedPlugins, loader })
    const state = await isolated.put(await sourceOf(name))
    assert.equal([state?.faults, state?.active?.builtIn], [[], false])
    try {
      for (const file of files) {
        const recording = await loadRecording(join(folder, name, file))
        for (const options of optionsOf(plugin)) {
          const run = (registry: PluginRegistry) => {
            const plugins = registry.active()
            const hostCalls = 'issue'
            return replay({ recording, descriptors, plugins, options, hostCalls, linger: 30 })
          }
          const expected = await run(inProcess)
          const chosen = expected.entries.flatMap((one) => (one.kind === 'plugin' ? [one] : []))
          assert.ok(
            chosen.some((one) => one.plugin === name),
            `${file} is of ${chosen.map((one) => one.plugin).join()}`,
          )
          const faults = expected.entries.filter(({ kind }) => kind === 'log')
          assert.equal(faults, [], file)
          assert.ok(expected.entries.some(({ kind }) => kind === 'item'))
          const found = await run(isolated)
          assert.equal(comparable(found), comparable(expected), file)
          const again = await run(inProcess)
          assert.equal(timelineLines(again), timelineLines(expected), `${file}, once more`)
        }
      }
    } finally {
      state?.active?.runner.close()
    }
  })

  test(`${name} makes a difference to what the station would be without it`, async () => {
    const { descriptors } = await loadDescriptors({})
    const plugins = new PluginRegistry({ shipped: shippedPlugins }).active()
    const differs = async (recording: readonly RecordingLine[]) => {
      const options = optionsOf(plugin).at(-1)
      const last = recording.at(-1)
      const address = `${last?.identity}:1`
      const limits = [13.7, 0, 12].map((value, index) => ({
        at: (last?.at ?? 0) + 1000 + index * 10_000,
        address,
        key: 'currentSet',
        value,
      }))
      const starts = recording.flatMap((line) =>
        'text' in line && line.text.includes('"StopTransaction"')
          ? [{ at: line.at + 1000, address, key: 'rfidStart', value: 'CARD' }]
          : [],
      )
      const writes = [...limits, ...starts]
      const inputs = { recording, descriptors, hostCalls: 'issue', linger: 120, writes } as const
      const withIt = await replay({ ...inputs, plugins, options })
      const without = await replay({ ...inputs, plugins: [] })
      const lines = [withIt, without].map((one) =>
        timelineLines(one).filter(
          (line) => !line.includes(name) && !/ (plugin|repair)( |$)/.test(line),
        ),
      )
      return !isDeepStrictEqual(lines[0], lines[1])
    }
    const recordings = await Promise.all(
      recordingsOf(name).map((file) => loadRecording(join(folder, name, file))),
    )
    const found = await Promise.all(recordings.map(differs))
    const isSilent = traitsIn(plugin.traits ?? {}).length === 0 && plugin.variants === undefined
    assert.is(found.includes(true), !isSilent)
  })
}

test.after(() => loader.close())

/** The source of a plugin that ships, as if a user had dropped it in, with what it imports. */
async function sourceOf(name: string): Promise<PluginSource> {
  const read = (...path: readonly string[]) => readFileSync(join(...path), 'utf8')
  const text = read(folder, name, 'plugin.ts')
  const source = await openPluginFolder(folder).sourceOf(name, text)
  const shared = ['runtime', 'plugin', 'plugin.ts']
  const modules = {
    ...source.modules,
    '../../runtime/plugin/plugin.ts': read(packageRoot(), ...shared),
  }
  return { ...source, modules }
}

/**
 * What a replay came to, kind by kind: hooks that run elsewhere answer a moment later, so that a
 * repair may be told after the message that it is in.
 */
function comparable({ entries, devices }: Timeline): unknown {
  const of = (kind: Timeline['entries'][number]['kind']) =>
    entries.filter((entry) => entry.kind === kind)
  const repairs = new Map<string, number>()
  for (const entry of entries) {
    if (entry.kind !== 'repair') continue
    repairs.set(entry.what, (repairs.get(entry.what) ?? 0) + entry.count)
  }
  const kinds = ['item', 'call', 'answer', 'reply', 'plugin', 'log'] as const
  return { devices, repairs: [...repairs].sort(), told: kinds.map(of) }
}

/** The options as they are, and, where there are any, all of them the other way. */
function optionsOf({ options = {} }: Plugin): readonly Record<string, ItemValue>[] {
  const others = Object.entries(options).map(([name, value]) => [name, value === false])
  return others.length === 0 ? [{}] : [{}, Object.fromEntries(others)]
}

test.run()
