import {
  type ChargingState,
  chargingStates,
  type Facts,
  inUse,
  type StationEvent,
  type StatusWord,
} from '../model.ts'

/**
 * OCPP 2.x says of a connector whether it is occupied, and of a transaction how far charging is; both
 * together make the status of OCPP 1.6.
 */
export function connectorWord(word: string, facts: Facts | undefined): StatusWord | undefined {
  if (word === 'Occupied') return occupied(facts)
  return plain.get(word)
}

/** The status that news of a transaction bring about; `undefined` when it stays as it is. */
export function transactionWord(
  news: { readonly state?: ChargingState | undefined; readonly trigger?: string | undefined },
  facts: Facts | undefined,
): StatusWord | undefined {
  const { state, trigger = '' } = news
  const now = facts?.status?.status
  const word = state === undefined ? undefined : wordOf(state, { trigger, now })
  return word === now ? undefined : word
}

/** The status that the beginning of a transaction brings about. */
export function startWord(
  news: { readonly state?: ChargingState | undefined; readonly trigger?: string | undefined },
  facts: Facts | undefined,
): StatusWord | undefined {
  // Whatever was before, a vehicle that is there waits to be charged.
  if (news.state !== undefined) return transactionWord({ ...news, trigger: 'Authorized' }, facts)
  const now = facts?.status?.status
  if (news.trigger === 'CablePluggedIn') return now === 'Preparing' ? undefined : 'Preparing'
  // Without a word for how far charging is, a transaction on a connector in use charges.
  return now !== undefined && now !== 'Charging' && inUse.has(now) ? 'Charging' : undefined
}

/** The status that the end of a transaction brings about. */
export function endWord(
  state: ChargingState | undefined,
  facts: Facts | undefined,
): StatusWord | undefined {
  const now = facts?.status?.status
  if (now === undefined || now === 'Finishing' || !inUse.has(now)) return undefined
  return state === 'Idle' ? 'Available' : 'Finishing'
}

/** A report of a status, where there is something to report. */
export function statusReport(
  connector: number | undefined,
  status: StatusWord | undefined,
  at: number,
): readonly StationEvent[] {
  if (connector === undefined || status === undefined) return []
  return [{ kind: 'StatusReported', connector, status, at }]
}

/** How far charging is, if the word is one. */
export function chargingState(word: string | undefined): ChargingState | undefined {
  return chargingStates.find((state) => state === word)
}

const plain: ReadonlyMap<string, StatusWord> = new Map<string, StatusWord>([
  ['Available', 'Available'],
  ['Reserved', 'Reserved'],
  ['Unavailable', 'Unavailable'],
  ['Faulted', 'Faulted'],
])

function occupied(facts: Facts | undefined): StatusWord {
  const { transaction, status } = facts ?? {}
  const now = status?.status
  if (transaction?.active === true) {
    const { chargingState: state } = transaction
    if (state === 'EVConnected') return now === 'Finishing' ? now : 'Preparing'
    // A vehicle comes to a transaction that waited for it.
    return state === 'Idle' ? 'Preparing' : (state ?? 'Charging')
  }
  if (now !== undefined && now !== 'Preparing' && inUse.has(now)) return 'Finishing'
  const endedInFault = now === 'Faulted' && (transaction?.stoppedAt ?? 0) >= (status?.at ?? 0)
  return endedInFault ? 'Finishing' : 'Preparing'
}

/** Reasons for which a transaction is told to stop while the vehicle stays. */
const stopping = new Set([
  'StopAuthorized',
  'RemoteStop',
  'Deauthorized',
  'EnergyLimitReached',
  'TimeLimitReached',
  'CostLimitReached',
  'SoCLimitReached',
])
const starting = new Set(['Authorized', 'CablePluggedIn', 'RemoteStart'])

function wordOf(
  state: ChargingState,
  { trigger, now }: { readonly trigger: string; readonly now: StatusWord | undefined },
): StatusWord | undefined {
  if (state === 'Charging') return state
  // A fault, or being out of service, weighs more than a charging state that fits it.
  if (now === 'Faulted' || now === 'Unavailable') return undefined
  if (state === 'Idle') return now !== undefined && inUse.has(now) ? 'Available' : undefined
  if (state !== 'EVConnected') return state
  const over = stopping.has(trigger) || (now === 'Finishing' && !starting.has(trigger))
  return over ? 'Finishing' : 'Preparing'
}
