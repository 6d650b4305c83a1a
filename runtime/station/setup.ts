import type { Clock } from '../clock.ts'
import type { WellKnownKeys } from '../dialect/dialect.ts'
import type {
  Command,
  ConfigurationValue,
  Facts,
  Measurand,
  StationFacts,
  Traits,
} from '../model.ts'
import type { Executed } from './execute.ts'
import { csv, measurandLists } from './measurand_lists.ts'
import { type Keys, readConfiguration, stationKeys } from './setup_keys.ts'

/** What the descriptors of a station want it to send. */
export interface SetupWish {
  readonly measurands: readonly Measurand[]
  /** Seconds; 0 leaves the station's own. */
  readonly sampleInterval: number
  /** Configuration keys that items read. */
  readonly keys: readonly string[]
  /** Their names as variables, in later versions. */
  readonly variables: readonly string[]
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
  /** Nothing more is asked: the connection is over, or the station booted meanwhile. */
  readonly isGivenUp: boolean
  /** Facts of the connectors from 1 up. */
  outlets(): readonly Facts[]
  execute(command: Command): Promise<Executed>
  /** What the answers say goes into the facts. */
  learn(values: readonly ConfigurationValue[]): void
  /** The configuration was read, as far as it can be. */
  configured(): void
  /** What is wanted is another now, as when the configuration told which plugin the station needs. */
  outdated(): boolean
  log(step: string, outcome: string): void
}

/** Carries out one step; answers the station's word, or `undefined` when there is none. */
export type Step = (name: string, command: Command) => Promise<string | undefined>

/**
 * Asks a station, after it booted, to send what the descriptors read. Every step is optional: a
 * refusal or silence is noted and the next step follows. Silence is remembered, because asking the
 * same again only makes some stations hang again.
 * @returns whether something written counts only after a reboot
 */
export async function runSetup(deps: SetupDeps): Promise<boolean> {
  const { traits, wish } = deps
  const step = stepOf(deps)
  const keys = stationKeys(deps, step)
  await readConfiguration(deps, { step, keys })
  deps.configured()
  if (deps.outdated()) return false
  for (const [key, value] of Object.entries(traits.write)) await keys.change(key, value)
  if (wish.sampleInterval > 0) await setInterval(deps, keys)
  await setMeasurands(deps, keys)
  await setEnergyData(deps, keys)
  await askStatus(deps, step)
  if (traits.makeOperative) await makeOperative(deps, step)
  if (traits.clearProfiles) await step('clear profiles', clearAll)
  return keys.needReboot()
}

const clearAll: Command = { kind: 'ClearChargingProfile', connector: 0 }

function stepOf(deps: SetupDeps): Step {
  return async (name, command) => {
    if (deps.isGivenUp || deps.unanswered.has(name)) return undefined
    const executed = await deps.execute(command)
    // That nobody waits for an answer any more does not mean that there is none.
    if (deps.isGivenUp) return undefined
    deps.log(name, executed.record.status)
    if (executed.kind === 'timeout') deps.unanswered.add(name)
    return executed.kind === 'outcome' ? executed.outcome.status : undefined
  }
}

async function setInterval({ wish, traits, keys }: SetupDeps, known: Keys): Promise<void> {
  const { min, max } = traits.sampleInterval
  const seconds = Math.min(Math.max(wish.sampleInterval, min), max)
  await known.change(keys.sampleInterval, String(seconds))
}

/** One list, written once, only when something wanted is missing (quirks C6, C9, C11). */
async function setMeasurands(deps: SetupDeps, known: Keys): Promise<void> {
  const { keys, traits, wish } = deps
  const said = Number(known.value(keys.maxSampledData ?? '')) || 0
  const copied = traits.measurandsFrom === null ? undefined : known.value(traits.measurandsFrom)
  const named = copied === undefined ? traits.measurands : csv(copied)
  const isGood = (name: string) => !traits.omitMeasurands.some((omitted) => isOf(name, omitted))
  const own = named === null ? null : named.filter(isGood)
  const measurands = wish.measurands.filter((name) => keys.hasMeasurand(name) && isGood(name))
  const wanted: readonly string[] = own ?? measurands
  if (wanted.length === 0) return
  const present = new Set(csv(known.value(keys.sampledData) ?? ''))
  const isRight = wanted.every((name) => present.has(name)) && [...present].every(isGood)
  if (isRight) return
  const most = traits.maxMeasurands || said
  const fixed = most > 0 ? wanted.slice(0, most) : wanted
  const lists = own === null ? measurandLists(measurands, most) : [fixed]
  for (const list of lists) {
    if ((await known.change(keys.sampledData, list.join(','))) !== 'Rejected') return
  }
}

/** Whether an entry of a list is this measurand, on all phases or one: `Voltage.L1-N` is Voltage (quirk C7). */
function isOf(entry: string, measurand: string): boolean {
  const rest = entry.startsWith(measurand) ? entry.slice(measurand.length) : undefined
  return rest === '' || (rest !== undefined && /^\.L\d(-N)?$/.test(rest))
}

/** The energy of a transaction is the register at its end less that at its start. */
async function setEnergyData({ keys }: SetupDeps, known: Keys): Promise<void> {
  const energy = 'Energy.Active.Import.Register'
  for (const key of keys.energyData) {
    const value = known.value(key)
    if (value === undefined || csv(value).includes(energy)) continue
    await known.change(key, [energy, ...csv(value)].join(','))
  }
}

/** A station that did not tell the status of all its connectors is asked for it (quirk B9). */
async function askStatus(deps: SetupDeps, step: Step): Promise<void> {
  const { triggerStatus } = deps.traits
  const missing = deps.outlets().filter(({ status }) => status === undefined)
  const isComplete = missing.length === 0 && deps.outlets().length > 0
  if (triggerStatus === 'never' || isComplete) return
  const message = 'StatusNotification'
  if (triggerStatus === 'all') {
    await step('trigger status', { kind: 'TriggerMessage', message })
    return
  }
  for (const { connector } of missing) {
    await step(`trigger status of ${connector}`, { kind: 'TriggerMessage', message, connector })
  }
}

async function makeOperative(deps: SetupDeps, step: Step): Promise<void> {
  for (const { connector, status } of deps.outlets()) {
    if (status?.status !== 'Unavailable') continue
    const command: Command = { kind: 'ChangeAvailability', connector, operative: true }
    await step(`make ${connector} operative`, command)
  }
}
