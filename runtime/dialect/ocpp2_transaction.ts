import type { Facts, Past, Sample, StationEvent, TransactionFact } from '../model.ts'
import type { Authorization, Handled, Host } from './dialect.ts'
import { said } from './loose.ts'
import { cardOf, decide, idTokenInfo, type LooseToken } from './ocpp2_cards.ts'
import { type LoosePlace, onlyOutlet, outletOf } from './ocpp2_outlets.ts'
import { type LooseMeterValue2, readSamples2 } from './ocpp2_samples.ts'
import { chargingState, endWord, startWord, statusReport, transactionWord } from './ocpp2_status.ts'
import { SignedList } from './signed_list.ts'
import { eventTime } from './timestamp.ts'

/** A TransactionEvent as it comes; any member may be missing. */
export interface LooseTransactionEvent {
  readonly eventType?: string | undefined
  readonly timestamp?: string | undefined
  readonly triggerReason?: string | undefined
  readonly seqNo?: number | undefined
  readonly offline?: boolean | undefined
  readonly numberOfPhasesUsed?: number | undefined
  readonly reservationId?: number | undefined
  readonly transactionInfo?:
    | {
        readonly transactionId?: string | undefined
        readonly chargingState?: string | undefined
        readonly operationMode?: string | undefined
        readonly stoppedReason?: string | undefined
      }
    | undefined
  readonly evse?: LoosePlace | undefined
  readonly idToken?: LooseToken | undefined
  readonly meterValue?: readonly LooseMeterValue2[] | undefined
}

/** Answers a TransactionEvent and says what it means. */
export function transactionEvent(payload: LooseTransactionEvent, host: Host): Handled {
  const { idToken, eventType, triggerReason = '' } = payload
  const id = said(payload.transactionInfo?.transactionId)
  const starts = eventType !== 'Ended' && !stopping.has(triggerReason)
  const decision = idToken && decide(idToken, host, starts ? id : undefined)
  const reply = decision === undefined ? '{}' : `{"idTokenInfo":${idTokenInfo(decision)}}`
  if (id === undefined) {
    host.count('transaction:nameless')
    return { reply, events: [] }
  }
  const news = newsOf(payload, { id, decision, host })
  switch (payload.eventType) {
    case 'Started':
      return { reply, events: started(news) }
    case 'Ended':
      return { reply, events: ended(news) }
    default:
      // Without a type it still says that the transaction is there.
      return { reply, events: updated(news) }
  }
}

interface News {
  readonly id: string
  readonly payload: LooseTransactionEvent
  readonly decision: Authorization | undefined
  readonly time: { readonly at: number; readonly stated?: number }
  /** The device, where the message or what is known of the transaction says it. */
  readonly connector: number | undefined
  /** Facts of that device. */
  readonly facts: Facts | undefined
  /** What is known of this transaction. */
  readonly known: TransactionFact | undefined
  readonly samples: readonly Sample[]
  readonly signed: SignedList
  readonly past: Past
}

function newsOf(
  payload: LooseTransactionEvent,
  { id, decision, host }: { id: string; decision: Authorization | undefined; host: Host },
): News {
  const time = eventTime(payload.timestamp, host.now, host.timeZone)
  const signed = new SignedList()
  const owner = host.ofTransaction(id)
  const known = owner?.transaction
  const connector = owner?.connector ?? connectorOf(payload, host)
  const facts = owner ?? (connector === undefined ? undefined : host.facts(connector))
  const register = known?.register ?? known?.meterStart
  const samples = readSamples2(payload.meterValue ?? [], {
    receivedAt: host.now,
    count: host.count,
    zone: host.timeZone,
    register,
    onSigned: signed.take,
  })
  const past = isPast(payload, { known, facts, at: time.at, host })
  return { id, payload, decision, time, connector, facts, known, samples, signed, past }
}

function connectorOf({ evse }: LooseTransactionEvent, host: Host): number | undefined {
  const number = evse === undefined ? undefined : outletOf(evse, host)
  return number === undefined || number === 0 ? onlyOutlet(host) : number
}

/** What a station kept while it was offline, or what was overtaken, tells of the past only. */
function isPast(
  { offline, seqNo, eventType }: LooseTransactionEvent,
  about: { known: TransactionFact | undefined; facts: Facts | undefined; at: number; host: Host },
): Past {
  const { known, facts, at, host } = about
  const last = known?.order
  if (seqNo !== undefined && last !== undefined) {
    if (seqNo > last + 1) host.count('transaction:gap')
    // Some stations give every message the same number.
    if (seqNo < last) {
      host.count('transaction:late')
      return true
    }
  }
  if (offline === true) return true
  if (known !== undefined) return !known.active && known.stopReason !== undefined ? true : undefined
  const running = facts?.transaction
  const newer = running?.active === true && (running.startedAt ?? 0) > at
  return newer && eventType !== 'Ended' ? true : undefined
}

function started(news: News): readonly StationEvent[] {
  const { id, payload, decision, time, connector, facts, past } = news
  const { transactionInfo, triggerReason: trigger, reservationId, seqNo } = payload
  const idTag = cardOf(payload.idToken)
  const { status = 'Accepted', known = true } = decision ?? {}
  const state = chargingState(transactionInfo?.chargingState)
  const start: StationEvent = {
    kind: 'TransactionStarted',
    // Authorized before it is known where the vehicle will be, it is the station's.
    connector: connector ?? 0,
    id,
    idTag,
    cardStatus: status,
    known,
    meterStart: registerAtStart(news),
    reservation: reservationId,
    numberOfPhasesUsed: phasesOf(payload),
    chargingState: state,
    operationMode: said(transactionInfo?.operationMode),
    order: seqNo,
    past,
    ...time,
  }
  if (connector === undefined) {
    const { at } = time
    const shown: StationEvent = { kind: 'CardShown', idTag: idTag ?? '', status, known, at }
    return [...(idTag === undefined || past ? [] : [shown]), start, ...metered(news)]
  }
  const word = past ? undefined : startWord({ state, trigger }, facts)
  return [start, ...metered(news), ...statusReport(connector, word, time.at)]
}

function updated(news: News): readonly StationEvent[] {
  const { id, payload, decision, time, connector, facts, past } = news
  const { transactionInfo, triggerReason: trigger, seqNo } = payload
  const state = chargingState(transactionInfo?.chargingState)
  const idTag = trigger !== undefined && stopping.has(trigger) ? undefined : cardOf(payload.idToken)
  const update: StationEvent = {
    kind: 'TransactionUpdated',
    id,
    connector,
    card:
      idTag === undefined || decision === undefined
        ? undefined
        : { idTag, status: decision.status, known: decision.known },
    numberOfPhasesUsed: phasesOf(payload),
    chargingState: state,
    operationMode: said(transactionInfo?.operationMode),
    order: seqNo,
    past,
    ...time,
  }
  const word = past ? undefined : transactionWord({ state, trigger }, facts)
  return [update, ...metered(news), ...statusReport(connector, word, time.at)]
}

function ended(news: News): readonly StationEvent[] {
  const { id, payload, time, connector, facts, known, samples, signed } = news
  const { transactionInfo } = payload
  const end: StationEvent = {
    kind: 'TransactionEnded',
    id,
    connector,
    idTag: cardOf(payload.idToken),
    meterStop: registerAtEnd(samples),
    reason: reasonOf(transactionInfo?.stoppedReason),
    samples,
    ...(payload.seqNo === undefined ? {} : { order: payload.seqNo }),
    ...time,
  }
  // Only the end of what runs says something of the connector as it is now.
  const runs = known?.active === true
  const state = chargingState(transactionInfo?.chargingState)
  const word = runs ? endWord(state, facts) : undefined
  return [signed.put(end), ...statusReport(connector, word, time.at)]
}

/** Triggers whose card stops the transaction, which need not be the card that started it. */
const stopping = new Set(['StopAuthorized', 'Deauthorized'])

function metered({ id, connector, samples, signed, past }: News): readonly StationEvent[] {
  if (samples.length === 0 && signed.list === undefined) return []
  const event: StationEvent = {
    kind: 'Metered',
    connector: connector ?? 0,
    transaction: id,
    samples,
    past,
  }
  return [signed.put(event)]
}

function phasesOf({ numberOfPhasesUsed: count }: LooseTransactionEvent): number | undefined {
  return count === 1 || count === 2 || count === 3 ? count : undefined
}

/** Left out, the reason is Local (OCPP 2.0.1 part 2); the word for a hard reset is that of 1.6. */
function reasonOf(reason: string | undefined): string {
  return reason === 'ImmediateReset' ? 'HardReset' : (reason ?? 'Local')
}

function registerAtStart({ samples }: News): number | undefined {
  const registers = samples.filter(isRegister)
  const begin = registers.find(({ context }) => context === 'Transaction.Begin')
  return (begin ?? registers[0])?.value
}

function registerAtEnd(samples: readonly Sample[]): number | undefined {
  let last: Sample | undefined
  for (const sample of samples) {
    if (!isRegister(sample) || sample.context === 'Transaction.Begin') continue
    const isLater = last === undefined || sample.at > last.at
    const isTelling = sample.at === last?.at && sample.context === 'Transaction.End'
    if (isLater || isTelling) last = sample
  }
  return last?.value
}

function isRegister({ measurand, phase, location }: Sample): boolean {
  const total = measurand === 'Energy.Active.Import.Register' && phase === ''
  return total && (location === '' || location === 'Outlet')
}
