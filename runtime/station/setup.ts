import type { Clock } from '../clock.ts'
import type { WellKnownKeys } from '../dialect/dialect.ts'
import type { Command, ConfigurationValue, Measurand, StationFacts, Traits } from '../model.ts'
import type { Executed } from './execute.ts'
import { csv, measurandLists } from './measurand_lists.ts'

/** What the descriptors of a station want it to send. */
export interface SetupWish {
  readonly measurands: readonly Measurand[]
  /** Seconds; 0 leaves the station's own. */
  readonly sampleInterval: number
  /** Configuration keys and variables that items read. */
  readonly keys: readonly string[]
}

/** What set-up needs. */
export interface SetupDeps {
  readonly facts: StationFacts
  readonly traits: Traits['setup']
  readonly keys: WellKnownKeys
  readonly clock: Clock
  readonly wish: SetupWish
  /** Steps this station did not answer before; they are not tried again. */
  readonly unanswered: Set<string>
  execute(command: Command): Promise<Executed>
  /** What the answers say goes into the facts. */
  learn(values: readonly ConfigurationValue[]): void
  log(step: string, outcome: string): void
  /** Whether some connector never reported its status. */
  statusMissing(): boolean
}

/**
 * Asks a station, after it booted, to send what the descriptors read. Every step is optional: a
 * refusal or silence is noted and the next step follows. Silence is remembered, because asking the
 * same again only makes some stations hang again.
 */
export async function runSetup(deps: SetupDeps): Promise<void> {
  await readConfiguration(deps)
  await setInterval(deps)
  await setMeasurands(deps)
  if (deps.statusMissing()) {
    await step(deps, 'trigger status', { kind: 'TriggerMessage', message: 'StatusNotification' })
  }
}

async function readConfiguration(deps: SetupDeps): Promise<void> {
  const { keys, traits } = deps
  const wanted = wantedKeys(deps)
  let most = 0
  if (keys.maxKeysPerRead !== null) {
    await read(deps, 'read key limit', [keys.maxKeysPerRead])
    most = Number(valueAt(deps, keys.maxKeysPerRead)) || 0
  }
  const roomy = most === 0 || most >= wanted.length
  if (roomy && traits.neverRead.length === 0 && (await read(deps, 'read configuration', []))) {
    const missing = wanted.filter((key) => !deps.facts.configuration.has(key.toLowerCase()))
    return deps.learn(missing.map(unknownKey))
  }
  const chunk = most > 0 ? Math.min(most, traits.chunk) : traits.chunk
  for (let i = 0; i < wanted.length; i += chunk) {
    const part = wanted.slice(i, i + chunk)
    await read(deps, `read ${part.join(', ')}`, part)
  }
}

function wantedKeys({ keys, wish, traits }: SetupDeps): readonly string[] {
  const own = [
    keys.sampleInterval,
    keys.sampledData,
    keys.maxSampledData,
    keys.maxStackLevel,
    keys.rateUnit,
    keys.connectors,
  ]
  const never = new Set(traits.neverRead.map((key) => key.toLowerCase()))
  const all = [...own, ...wish.keys].flatMap((key) => (key === null ? [] : [key]))
  return [...new Set(all)].filter((key) => !never.has(key.toLowerCase()))
}

async function setInterval(deps: SetupDeps): Promise<void> {
  const { wish, keys } = deps
  if (wish.sampleInterval === 0) return
  await change(deps, keys.sampleInterval, String(wish.sampleInterval))
}

/** One list, written once, only when something wanted is missing (quirks C6, C9, C11). */
async function setMeasurands(deps: SetupDeps): Promise<void> {
  const { keys, traits, wish } = deps
  const most = traits.maxMeasurands || Number(valueAt(deps, keys.maxSampledData ?? '')) || 0
  const wanted = traits.measurands ?? wish.measurands
  if (wanted.length === 0) return
  const present = new Set(csv(valueAt(deps, keys.sampledData) ?? ''))
  if (wanted.every((measurand) => present.has(measurand))) return
  const lists = traits.measurands === null ? measurandLists(wish.measurands, most) : [wanted]
  for (const list of lists) {
    const done = await change(deps, keys.sampledData, list.join(','))
    if (done !== 'Rejected') return
  }
}

/** Writes a key with the station's own spelling (quirk C4), unless it is read-only or right already. */
async function change(deps: SetupDeps, key: string, value: string): Promise<string | undefined> {
  const known = deps.facts.configuration.get(key.toLowerCase())
  if (known?.unknown === true || known?.readonly === true || known?.value === value)
    return undefined
  if (deps.traits.neverWrite.some((k) => k.toLowerCase() === key.toLowerCase())) return undefined
  const name = known?.key ?? key
  const command: Command = { kind: 'ChangeConfiguration', key: name, value }
  return step(deps, `set ${name} = ${value}`, command)
}

async function read(deps: SetupDeps, name: string, keys: readonly string[]): Promise<boolean> {
  const status = await step(deps, name, { kind: 'GetConfiguration', keys })
  return status === 'Accepted'
}

/** Carries out one step; answers the station's word, or `undefined` when there is none. */
async function step(deps: SetupDeps, name: string, command: Command): Promise<string | undefined> {
  if (deps.unanswered.has(name)) return undefined
  const executed = await deps.execute(command)
  deps.log(name, executed.record.status)
  if (executed.kind === 'timeout') deps.unanswered.add(name)
  return executed.kind === 'outcome' ? executed.outcome.status : undefined
}

function valueAt(deps: SetupDeps, key: string): string | undefined {
  return deps.facts.configuration.get(key.toLowerCase())?.value
}

function unknownKey(key: string): ConfigurationValue {
  return { key, readonly: true, unknown: true }
}
