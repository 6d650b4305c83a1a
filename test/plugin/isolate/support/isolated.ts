import { coreTraits } from '../../../../runtime/model.ts'
import {
  createIsolateHost,
  type IsolateHost,
  type IsolateOptions,
} from '../../../../runtime/plugin/isolate/host.ts'
import type {
  HookResult,
  LoadResult,
  PluginRunner,
  RunContext,
} from '../../../../runtime/plugin/runner.ts'

/** When the events of tests happen, ms since the epoch. */
export const eventTime = Date.UTC(2024, 0, 2, 3, 4, 5, 678)

/** What a hook is given; another object for each call, as the contract says. */
export function contextOf(given: Partial<RunContext> = {}): RunContext {
  return {
    station: 'station-1',
    now: eventTime,
    identity: { chargePointVendor: 'Acme', chargePointModel: 'One' },
    traits: coreTraits,
    options,
    connectors: [{ connector: 1, status: 'Available', transaction: null, limit: null }],
    memory: {},
    ...given,
  }
}

const options = { fast: true }

/** A plugin whose `payload` hook has this body; `action`, `payload` and `context` are there. */
export function withHook(body: string, before = ''): string {
  return `${before}export default { name: 'acme', revision: 1, match: [{ vendor: 'Acme' }], hooks: {
payload(action, payload, context) {
${body}
} } }`
}

/** A host, and the tools of a test. */
export function isolate(given: IsolateOptions = {}): IsolateTools {
  const host = createIsolateHost(given)
  const load = (text: string, modules: Readonly<Record<string, string>> = {}, ending = 'ts') =>
    host.load({ name: 'acme', file: `plugins/acme/plugin.${ending}`, text, modules })
  return {
    host,
    load,
    async runner(text, modules) {
      const loaded = await load(text, modules)
      if (!loaded.ok) throw new Error(loaded.fault.message)
      return loaded.runner
    },
  }
}

/** A host and what loads into it. */
export interface IsolateTools {
  readonly host: IsolateHost
  load(
    text: string,
    modules?: Readonly<Record<string, string>>,
    ending?: 'ts' | 'js',
  ): Promise<LoadResult>
  /** @throws when it does not load */
  runner(text: string, modules?: Readonly<Record<string, string>>): Promise<PluginRunner>
}

/** Calls the `payload` hook. */
export async function payload(
  runner: PluginRunner,
  value: unknown = {},
  context = contextOf(),
): Promise<HookResult> {
  return await runner.run('payload', ['MeterValues', value], context)
}

/** The value of a call; its fault as a text otherwise. */
export async function given(result: HookResult | Promise<HookResult>): Promise<unknown> {
  const found = await result
  return found.ok ? found.value : `${found.fault.kind}: ${found.fault.message}`
}

/** The fault of a call as a text; nothing when there is none. */
export async function faultOf(result: HookResult | Promise<HookResult>): Promise<string> {
  const found = await result
  return found.ok ? '' : `${found.fault.kind}: ${found.fault.message}`
}
