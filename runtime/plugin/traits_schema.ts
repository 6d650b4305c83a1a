import * as v from 'valibot'
import {
  type ControlTraits,
  type Hint,
  type MeterTraits,
  measurands,
  type ProfileTraits,
  phases,
  type SetupTraits,
  statusWords,
  type TransportTraits,
} from '../model.ts'
import {
  amount,
  type EntriesOf,
  exactly,
  flag,
  listOf,
  mapOf,
  oneOf,
  some,
  strict,
  text,
  whole,
  words,
} from './schema_parts.ts'

/** Longest name of a configuration key or variable; 2.x joins component and variable. */
const key = words(200)
const keys = listOf(key, 200)
const phase = oneOf(phases)
const day = 86_400

const transport = {
  maxUnanswered: whole(1, 100),
  pingInterval: amount(0, 3600),
  readTimeout: amount(5, day),
  callTimeout: v.nullable(amount(0.1, 3600)),
  callPause: amount(0, 60),
  anyAnswerId: flag,
  oldestVersion: flag,
  dataVendors: listOf(words(255), 50),
} satisfies EntriesOf<TransportTraits>

const setup = {
  triggerBootAfter: amount(0, 3600),
  goOnAfter: amount(1, 3600),
  triggerBootEvery: amount(0, 7 * day),
  settle: amount(0, 600),
  readAll: flag,
  chunk: whole(1, 100),
  neverRead: keys,
  neverWrite: keys,
  aliases: mapOf(key, keys),
  write: mapOf(key, text(500)),
  booleans: v.strictTuple([words(20), words(20)], 'two texts: for true and for false'),
  measurands: v.nullable(listOf(words(100), 100)),
  measurandsFrom: v.nullable(key),
  omitMeasurands: listOf(oneOf(measurands), 100),
  maxMeasurands: whole(0, 100),
  sampleInterval: strict({ min: whole(1, day), max: whole(1, day) }),
  triggerStatus: oneOf(['all', 'each', 'never']),
  pollMeter: amount(0, day),
  makeOperative: flag,
  clearProfiles: flag,
  reboot: oneOf(['never', 'whenIdle']),
} satisfies EntriesOf<SetupTraits>

const profile = {
  purposes: atLeastOne(oneOf(['TxDefaultProfile', 'TxProfile', 'ChargePointMaxProfile'])),
  kinds: atLeastOne(oneOf(['Absolute', 'Relative'])),
  stackLevel: v.nullable(whole(0, 1000)),
  unit: v.nullable(oneOf(['A', 'W'])),
  connector: v.union([v.literal('own'), v.literal(0), v.literal(1)], 'one of own, 0, 1'),
  phases: exactly(0, 1, 2, 3),
  nominalVoltage: amount(50, 500),
  onlyWhileCharging: flag,
  numberPhases: flag,
  readBack: flag,
} satisfies EntriesOf<ProfileTraits>

const current = v.variant(
  'by',
  [
    strict({ by: v.literal('profile') }),
    strict({
      by: v.literal('key'),
      keys: atLeastOne(key),
      unit: oneOf(['A', 'dA', 'cA', 'mA', 'W']),
      divide: flag,
    }),
  ],
  'an object with by, which is profile or key',
)

const idTag = v.union(
  [strict({ fixed: words(36) }), strict({ key, else: words(36) })],
  'an object with fixed, or with key and else',
)

const control = {
  current,
  min: amount(0, 1000),
  max: v.nullable(amount(0, 1000)),
  step: amount(0.001, 100),
  allowed: v.nullable(atLeastOne(amount(0, 1000))),
  writesPerDay: whole(0, 100_000),
  pause: oneOf(['zeroLimit', 'minLimit', 'stopTransaction', 'changeAvailability', 'never']),
  resume: oneOf(['limit', 'remoteStart', 'resend', 'reset']),
  resend: strict({ times: whole(1, 10), every: amount(0.1, 600) }),
  holdOff: amount(0, 3600),
  start: oneOf(['local', 'remoteOnPreparing']),
  idTag,
  idTagLength: whole(1, 36),
} satisfies EntriesOf<ControlTraits>

const meter = {
  ignore: listOf(oneOf(measurands), 100),
  scale: v.record(oneOf(measurands), amount(-1e9, 1e9), 'an object of factors by measurand'),
  phases: v.record(phase, v.nullable(phase), 'an object of phases by phase'),
  zeroVoltageIsNone: flag,
  voltageOnlyWhileCharging: flag,
  power: oneOf(['reported', 'sumPhases', 'voltageTimesCurrent', 'reportedOrDerived']),
  register: oneOf(['lifetime', 'session']),
  registerWrap: amount(0, 2 ** 53),
  timeZone: whole(-1440, 1440),
  debounce: v.record(oneOf(statusWords), amount(0, 3600), 'an object of seconds by status'),
  session: oneOf(['fromTransaction', 'fromStatus']),
} satisfies EntriesOf<MeterTraits>

const hint = {
  level: oneOf(['info', 'warning']),
  text: words(500),
} satisfies EntriesOf<Hint>

/** Some traits; what they mean is said at the type `Traits`. */
export const traitsPatchSchema = some({
  transport: some(transport),
  setup: some(setup),
  profile: some(profile),
  control: some(control),
  meter: some(meter),
  hints: listOf(strict(hint), 20),
})

function atLeastOne<S extends v.GenericSchema>(item: S) {
  const allowed = 'a list of 1 to 100'
  return v.pipe(v.array(item, allowed), v.minLength(1, allowed), v.maxLength(100, allowed))
}
