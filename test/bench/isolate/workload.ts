import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { coreTraits } from '../../../runtime/model.ts'
import { packageRoot } from '../../../runtime/package_root.ts'
import type { IsolateHost } from '../../../runtime/plugin/isolate/host.ts'
import type { PluginRunner, RunContext } from '../../../runtime/plugin/runner.ts'

const measurands = [
  ['Energy.Active.Import.Register', 'kWh'],
  ['Power.Active.Import', 'W'],
  ['Current.Import', 'A'],
  ['Voltage', 'V'],
] as const

/** MeterValues of some 1.5 kB, with decimal commas. */
export const payloads = Array.from({ length: 64 }, (_, n) => ({
  connectorId: 1,
  transactionId: 1000 + n,
  meterValue: [
    {
      timestamp: '2024-01-02T03:04:05Z',
      sampledValue: Array.from({ length: 12 }, (_, i) => {
        const [measurand, unit] = measurands[i % 4] ?? measurands[0]
        const value = `${100 + n},${i}`
        return { value, context: 'Sample.Periodic', measurand, unit, location: 'Outlet', ord: i }
      }),
    },
  ],
}))

const options = {}

/** What a hook is given; made anew for each call. */
export function contextOf(n: number): RunContext {
  return {
    station: `station-${n % 10}`,
    now: 1_700_000_000_000 + n * 1000,
    identity: { chargePointVendor: 'Acme', chargePointModel: 'One' },
    traits: coreTraits,
    options,
    connectors: [{ connector: 1, status: 'Charging', transaction: null, limit: null }],
    memory: {},
  }
}

/** Calls the `payload` hook with one of the payloads, and throws what goes wrong. */
export async function call(runner: PluginRunner, n: number): Promise<unknown> {
  const args = ['MeterValues', payloads[n % payloads.length]]
  const result = await runner.run('payload', args, contextOf(n))
  if (!result.ok) throw new Error(result.fault.message)
  return result.value
}

/** Sources lie where they always do, also while their build is measured. */
const source = (path: string) => readFile(join(packageRoot(), path), 'utf8')

/** The measured plugin, in an isolate. */
export async function loadAcme(host: IsolateHost): Promise<PluginRunner> {
  const file = 'test/bench/isolate/acme.ts'
  const modules = { '../../../runtime/plugin/plugin.ts': await source('runtime/plugin/plugin.ts') }
  return loadText(host, { file, text: await source(file), modules })
}

/** Some plugin, in an isolate. */
export async function loadText(
  host: IsolateHost,
  given: { file?: string; text: string; modules?: Readonly<Record<string, string>> },
): Promise<PluginRunner> {
  const loaded = await host.load({ name: 'acme', file: 'acme/plugin.ts', ...given })
  if (!loaded.ok) throw new Error(loaded.fault.message)
  return loaded.runner
}
