import {
  type Context,
  contexts,
  type Facts,
  group,
  type Sample,
  type Samples,
  type StationEvent,
  type TransactionFact,
  type TransactionId,
} from '../model.ts'

type Metered = Extract<StationEvent, { kind: 'Metered' }>

const priority = new Map(contexts.map((context, index) => [context, contexts.length - index]))
/** Words that show that energy may flow, so that an unknown transaction is a running one (quirk X5). */
const busy = new Set(['Charging', 'SuspendedEV', 'SuspendedEVSE'])

/**
 * Folds samples into the facts of a connector, in place. Samples of a transaction that has ended
 * complete it and change nothing else (quirk M16).
 * @returns the groups that changed, as bits of `group`
 */
export function meter(facts: Facts, event: Metered): number {
  const { samples, transaction: id } = event
  const known = facts.transaction
  let changed = 0
  if (id !== undefined && known?.id !== id && event.past !== true && adopts(facts)) {
    facts.transaction = adopted(id, samples)
    changed |= group.transaction
  }
  const transaction = facts.transaction
  if (
    transaction !== undefined &&
    (id === undefined ? transaction.active : transaction.id === id)
  ) {
    if (countRegister(facts, samples)) changed |= group.register
    if (!transaction.active) return changed
  }
  if (event.past === true) return changed
  for (let i = 0; i < samples.length; i++) {
    const sample = samples[i]
    if (sample !== undefined && take(facts.samples, sample, i)) changed |= group.meter
  }
  return changed
}

/**
 * Keeps the sample unless a later or, at the same moment, a more telling one is known. Stations send
 * their samples in the same order every time, so `guess` is nearly always where it belongs.
 */
function take(samples: Samples, sample: Sample, guess: number): boolean {
  const index = samples.find(sample, guess)
  if (index < 0) {
    samples.add(sample)
    return true
  }
  const at = samples.at(index)
  if (sample.at < at) return false
  if (sample.at === at && rank(sample.context) < rank(samples.context(index))) return false
  samples.replace(index, sample)
  return true
}

function rank(context: Context): number {
  return priority.get(context) ?? 0
}

function adopts(facts: Facts): boolean {
  return (
    facts.transaction?.active !== true &&
    facts.status !== undefined &&
    busy.has(facts.status.status)
  )
}

/** A transaction that was under way when first heard of: nobody told what its register began with. */
function adopted(id: TransactionId, samples: readonly Sample[]): TransactionFact {
  return { id, active: true, at: samples[0]?.at ?? 0 }
}

/** Moves the register of the transaction on, in place, unless its end is known; `true` when it changed. */
export function countRegister({ transaction }: Facts, samples: readonly Sample[]): boolean {
  if (transaction === undefined || transaction.meterStop !== undefined) return false
  const { meterStart, register } = transaction
  const end = latestRegister(samples)
  transaction.meterStart ??= registerAtBegin(samples) ?? firstOf(transaction, end)
  if (end !== undefined && end.at >= (transaction.registerAt ?? 0)) {
    transaction.register = end.value
    transaction.registerAt = end.at
    transaction.at = Math.max(transaction.at, end.at)
  }
  return transaction.register !== register || transaction.meterStart !== meterStart
}

/** Where a start did not say its register, the first one heard afterwards is nearest to it. */
function firstOf(
  { startedAt, register }: TransactionFact,
  heard: Register | undefined,
): number | undefined {
  return startedAt === undefined || register !== undefined ? undefined : heard?.value
}

interface Register {
  value: number
  at: number
}

/** The total register, else the sum of the phases' registers of the same moment (quirk M12). */
function latestRegister(samples: readonly Sample[]): Register | undefined {
  let total: (Register & { rank: number }) | undefined
  let sum: Register | undefined
  for (const sample of samples) {
    if (sample.measurand !== 'Energy.Active.Import.Register') continue
    if (sample.context === 'Transaction.Begin' || !atOutlet(sample)) continue
    const { value, at } = sample
    if (sample.phase === '') {
      const r = rank(sample.context)
      if (total === undefined || at > total.at || (at === total.at && r >= total.rank)) {
        total = { value, at, rank: r }
      }
    } else if (sum === undefined || at > sum.at) sum = { value, at }
    else if (at === sum.at) sum.value += value
  }
  return total ?? sum
}

function registerAtBegin(samples: readonly Sample[]): number | undefined {
  for (const sample of samples) {
    if (
      sample.measurand === 'Energy.Active.Import.Register' &&
      sample.context === 'Transaction.Begin' &&
      sample.phase === '' &&
      atOutlet(sample)
    ) {
      return sample.value
    }
  }
  return undefined
}

function atOutlet(sample: Sample): boolean {
  return sample.location === '' || sample.location === 'Outlet'
}
