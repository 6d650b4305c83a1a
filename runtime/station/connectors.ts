import {
  type ConfigurationValue,
  group,
  inUse,
  newFacts,
  type StationEvent,
  type StationFacts,
  type TransactionId,
} from '../model.ts'
import { type Connector, type ConnectorHooks, forgetOrder, isFree, isUsed } from './connector.ts'
import { advance, advanceStation, hasValue } from './facts.ts'

type EventOf<K extends StationEvent['kind']> = Extract<StationEvent, { kind: K }>

/** Highest connector number and most connectors a station is believed to have. */
const highest = 255
const mostConnectors = 64
/** What stations usually have, and always get. */
const usualConnectors = 4

/** The connectors of a station: finds out which ones an event is about and folds it into their facts. */
export class Connectors {
  readonly #station: StationFacts
  /** That of the station itself first. */
  #all: readonly Connector[]
  #outlets: readonly Connector[] = []
  readonly #hooks: ConnectorHooks
  /** Number of connectors by the station's own word; `undefined` while unknown. */
  declared: number | undefined

  constructor(station: StationFacts, hooks: ConnectorHooks) {
    this.#station = station
    this.#hooks = hooks
    this.#all = [{ facts: newFacts(station, 0), changed: 0 }]
  }

  /** Connectors 1 and up, in no particular order; 0 is the station itself and not among them. */
  outlets(): readonly Connector[] {
    return this.#outlets
  }

  /** The connector with this number, if it is known. */
  get(number: number): Connector | undefined {
    for (const connector of this.#all) if (connector.facts.connector === number) return connector
    return undefined
  }

  /** The connector with this number, new if need be; `undefined` when it cannot be one. */
  ensure(number: number): Connector | undefined {
    const known = this.get(number)
    if (known !== undefined) return known
    if (!Number.isInteger(number) || number < 0 || number > highest) return undefined
    if (this.#all.length > mostConnectors) return undefined
    if (this.#all.length > usualConnectors && this.#hooks.hasRoom?.() === false) return undefined
    const connector: Connector = { facts: newFacts(this.#station, number), changed: 0 }
    connector.facts.card = this.#all[0]?.facts.card
    this.#set(this.#all.concat(connector))
    this.#hooks.onNew(connector)
    return connector
  }

  /**
   * Number of connectors the station says it has: all of them are known from now on, and those beyond
   * it that nobody ever used are not (quirk F15).
   */
  declare(count: number): void {
    if (!Number.isInteger(count) || count < 1) return
    this.declared = count
    for (let number = 1; number <= Math.min(count, mostConnectors); number++) this.ensure(number)
    const gone = this.#outlets.filter(({ facts }) => facts.connector > count && !isUsed(facts))
    this.#set(this.#all.filter((connector) => !gone.includes(connector)))
    for (const connector of gone) this.#hooks.onGone(connector)
  }

  /** Folds an event into the facts it concerns. */
  apply(event: StationEvent): void {
    switch (event.kind) {
      case 'Booted':
        for (const { facts } of this.#all) forgetOrder(facts)
        return this.#mark(advanceStation(this.#station, event))
      case 'LocalListRead':
        return this.#mark(advanceStation(this.#station, event))
      case 'ConfigurationRead': {
        const changed = advanceStation(this.#station, event)
        for (const value of event.values) this.#configure(value)
        return this.#mark(changed)
      }
      case 'StatusReported':
        return this.#status(event)
      case 'LimitReported':
      case 'PhasesReported':
      case 'ProblemReported':
        return this.#fold(this.ensure(event.connector), event)
      case 'Metered':
        return this.#fold(this.meterTarget(event), event)
      case 'CardShown':
        return this.#card(event)
      case 'TransactionStarted':
        return this.#started(event)
      case 'TransactionUpdated':
        return this.#fold(this.#updateTarget(event), event)
      case 'TransactionEnded':
        return this.#fold(this.ofTransaction(event.id), event)
      case 'ProfileAccepted':
      case 'ReservationMade':
        this.#fold(this.ensure(event.connector), event)
        if (event.connector === 0) for (const c of this.#outlets) this.#fold(c, event)
        return
      case 'ReservationEnded':
        for (const c of this.#all) {
          if (c.facts.reservation?.id === event.id) this.#fold(c, event)
        }
        return
      case 'ReportReceived':
      case 'StartAsked':
      case 'Noticed':
        return
    }
  }

  /** A card that was shown is not unknown any more once it was taught in. */
  cardsKnown(isKnown: (idTag: string) => boolean): void {
    for (const connector of this.#all) {
      const { card } = connector.facts
      if (card?.unknownIdTag === undefined || !isKnown(card.unknownIdTag)) continue
      connector.facts.card = { ...card, unknownIdTag: undefined }
      connector.changed |= group.card
    }
  }

  /** The connector whose running or last transaction this is. */
  ofTransaction(id: TransactionId): Connector | undefined {
    for (const connector of this.#all) {
      if (connector.facts.transaction?.id === id) return connector
    }
    return undefined
  }

  /** The connector that samples are of: values of the station as a whole are those of its only one (quirk X23). */
  meterTarget(event: EventOf<'Metered'>): Connector | undefined {
    const named =
      event.transaction === undefined ? undefined : this.ofTransaction(event.transaction)
    if (named !== undefined) return named
    if (event.connector > 0) return this.ensure(event.connector)
    return this.#only() ?? this.#all[0]
  }

  #fold(connector: Connector | undefined, event: StationEvent): void {
    if (connector !== undefined) connector.changed |= advance(connector.facts, event)
  }

  #mark(groups: number): void {
    for (const connector of this.#all) connector.changed |= groups
  }

  #status(event: EventOf<'StatusReported'>): void {
    const beyond = this.declared !== undefined && event.connector > this.declared
    if (beyond && this.get(event.connector) === undefined && !inUse.has(event.status)) return
    this.#fold(this.ensure(event.connector), event)
  }

  #updateTarget({ id, connector }: EventOf<'TransactionUpdated'>): Connector | undefined {
    const known = this.ofTransaction(id)
    if (known !== undefined) return known
    return connector === undefined ? this.#only() : this.ensure(connector)
  }

  /** The outlet of a station that has but one. */
  #only(): Connector | undefined {
    const outlets = this.#outlets
    const single = this.declared === 1 || (this.declared === undefined && outlets.length === 1)
    return single ? (outlets[0] ?? this.ensure(1)) : undefined
  }

  /** Values that hold for some connectors only are found on those, as far as the station has them. */
  #configure(value: ConfigurationValue): void {
    if (value.of === undefined || !hasValue(this.#station, value)) return
    for (const number of value.of.connectors) {
      const facts = this.ensure(number)?.facts
      if (facts === undefined) continue
      facts.configuration ??= new Map()
      facts.configuration.set(value.of.name.toLowerCase(), value)
    }
  }

  /** A card held to a station is for every connector that is free, unless it belongs to a running transaction. */
  #card(event: EventOf<'CardShown'>): void {
    const { connector: number, idTag } = event
    const named = number === undefined ? undefined : this.ensure(number)
    if (named !== undefined) return this.#fold(named, event)
    const outlets = this.#outlets
    const owner = outlets.find(
      ({ facts }) => facts.transaction?.active === true && facts.transaction.idTag === idTag,
    )
    if (owner !== undefined) return this.#fold(owner, event)
    this.#fold(this.#all[0], event)
    for (const c of outlets) if (isFree(c.facts)) this.#fold(c, event)
  }

  #started(event: EventOf<'TransactionStarted'>): void {
    // Where it is not known yet which connector it will be, later news tell.
    if (event.connector === 0) return
    const connector = this.ensure(event.connector)
    this.#fold(connector, event)
    const { reservation: id, at } = event
    // One of the whole station is used up on every connector.
    if (id !== undefined) this.apply({ kind: 'ReservationEnded', id, at })
    if (event.past === true) return
    for (const other of this.#all) {
      const { card, transaction } = other.facts
      if (other === connector || transaction?.active === true) continue
      if (card?.authorized !== true || card.idTag !== event.idTag) continue
      other.facts.card = { ...card, authorized: false }
      other.changed |= group.card
    }
  }

  #set(all: readonly Connector[]): void {
    this.#all = all
    this.#outlets = all.slice(1)
  }
}
