import type { Facts, StationEvent, TransactionId } from '../model.ts'
import type { Connectors } from './connectors.ts'
import type { Station } from './station.ts'
import type { StationDeps } from './station_deps.ts'

/** Ids remembered for what comes late. */
const most = 8

/**
 * Some stations go on under an id of their own after the host gave the transaction one (quirk X8): what
 * they say of it gets the id of the host, where it can only be that one.
 */
export class OwnIds {
  readonly #station: Station
  readonly #deps: Pick<StationDeps, 'isIssued' | 'onOwnId'>
  /** Transactions that the station was heard to call as the host does. */
  readonly #agreed: { readonly facts: Facts; id: TransactionId }[] = []
  /** Ids of the host by those of the station. */
  readonly #known = new Map<TransactionId, TransactionId>()

  constructor(station: Station, deps: Pick<StationDeps, 'isIssued' | 'onOwnId'>) {
    this.#station = station
    this.#deps = deps
  }

  /** The same event, under the id of the host. */
  named(event: StationEvent): StationEvent {
    if (event.kind === 'Metered') {
      const { transaction } = event
      const id = transaction === undefined ? undefined : this.#meant(transaction, event)
      return id === transaction ? event : { ...event, transaction: id }
    }
    if (event.kind !== 'TransactionEnded') return event
    const id = this.#meant(event.id, event)
    return id === event.id ? event : { ...event, id }
  }

  #meant(id: TransactionId, event: Named): TransactionId {
    const { connectors } = this.#station
    const same = connectors.ofTransaction(id)?.facts
    if (same !== undefined) {
      this.#agree(same, id)
      return id
    }
    const known = this.#known.get(id) ?? ownedBy(connectors, id)
    if (known !== undefined) return known
    const facts = this.#only(event)
    if (facts?.transaction === undefined || !this.#mayCall(facts, id)) return id
    facts.transaction = { ...facts.transaction, own: id }
    this.#station.counters.count('transaction:own-id')
    this.#deps.onOwnId(this.#station, facts.connector)
    this.#known.set(id, facts.transaction.id)
    for (const oldest of this.#known.keys()) {
      if (this.#known.size > most) this.#known.delete(oldest)
    }
    return facts.transaction.id
  }

  /** The connector with the only transaction that it can be about, if its time and register say so too. */
  #only(event: Named): Facts | undefined {
    const { connectors } = this.#station
    if (event.kind === 'Metered') {
      const facts = connectors.meterTarget(event)?.facts
      const from = facts?.transaction?.startedAt ?? Number.POSITIVE_INFINITY
      const isOfNow = event.past !== true && event.samples.every(({ at }) => at >= from)
      return isOfNow ? facts : undefined
    }
    const [outlet, another] = connectors.outlets()
    if (outlet === undefined || another !== undefined) return undefined
    const { startedAt, meterStart } = outlet.facts.transaction ?? {}
    if (startedAt === undefined || event.at < startedAt) return undefined
    // The end alone does not say its connector, but its register must follow that of the start.
    const follows = meterStart !== undefined && (event.meterStop ?? 0) >= meterStart
    return follows ? outlet.facts : undefined
  }

  /** Whether the station may call what runs there so; only numbers are given out by the host. */
  #mayCall(facts: Facts, id: TransactionId): boolean {
    const { transaction } = facts
    if (transaction?.active !== true || transaction.own !== undefined) return false
    if (typeof transaction.id !== 'number' || typeof id !== 'number') return false
    const agreed = this.#agreed.find((one) => one.facts === facts)?.id
    return agreed !== transaction.id && !this.#deps.isIssued(id)
  }

  #agree(facts: Facts, id: TransactionId): void {
    for (const one of this.#agreed) {
      if (one.facts !== facts) continue
      one.id = id
      return
    }
    this.#agreed.push({ facts, id })
  }
}

type Named = Extract<StationEvent, { kind: 'Metered' | 'TransactionEnded' }>

function ownedBy(connectors: Connectors, id: TransactionId): TransactionId | undefined {
  for (const { facts } of connectors.outlets()) {
    if (facts.transaction?.own === id) return facts.transaction.id
  }
  return undefined
}
