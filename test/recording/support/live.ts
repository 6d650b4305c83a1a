import { seededRandom } from '../../../runtime/plugin/random.ts'
import { pair } from '../../../runtime/recording/exchanges.ts'
import { frameOf, type RecordingLine } from '../../../runtime/recording/format.ts'
import { RecordedAnswers } from '../../../runtime/recording/recorded_answers.ts'
import { RawStation, settleAll } from '../../support/raw_station.ts'
import { startServer } from '../../support/server.ts'
import { TestClock, turn } from '../../support/test_clock.ts'

/** What a server did: changes of items and calls, each as text, in order. */
export interface Played {
  readonly items: readonly string[]
  readonly calls: readonly string[]
}

/** An item change as text. */
export function itemText(
  at: number,
  address: string,
  item: { key: string; value: unknown; quality: string },
): string {
  return `${at} ${address} ${item.key} ${JSON.stringify(item.value)} ${item.quality}`
}

interface Actor {
  readonly station: RawStation
  readonly answers: RecordedAnswers
}

/**
 * Plays the stations of a recording over sockets to the real server, whose clock is that of the
 * recording. Calls of the server are answered as in a replay, calls of the recorded host are not made.
 */
export async function playLive(lines: readonly RecordingLine[]): Promise<Played> {
  const clock = new SeededClock({ now: lines[0]?.at ?? 0 })
  await using server = await startServer({ clock })
  const items: string[] = []
  const calls: string[] = []
  server.runtime.watch((changes) => {
    for (const { address, item, value, quality } of changes) {
      items.push(itemText(clock.now(), address, { key: item.key, value, quality }))
    }
  })
  const actors = new Map<string, Actor>()
  const transactions = new Map<number, number>()
  const all: RawStation[] = []
  const settle = () => settleAll(all.filter(({ isEnded }) => !isEnded))
  const open = async ({ identity, subprotocol }: RecordingLine) => {
    const own = lines.filter((line) => line.identity === identity)
    const answers = actors.get(identity)?.answers ?? new RecordedAnswers(pair(own))
    const protocols = subprotocol === '' ? [] : [subprotocol]
    const path = `/${encodeURIComponent(identity)}`
    const station = await RawStation.connect(server, { path, protocols })
    for (const action of actions) {
      station.on(action, (call) => {
        calls.push(`${clock.now()} ${identity} ${action} ${JSON.stringify(call.payload)}`)
        const { text, latency, reports } = answers.answer(call)
        const { was, is, list = [] } = reports ?? {}
        if (was !== undefined && is !== undefined) {
          for (const { at, payload, action: report } of list) {
            const frame = [2, `report-${at}`, report, { ...payload, requestId: is }]
            clock.after(at - (reports?.askedAt ?? at), () => station.frame(frame))
          }
        }
        if (latency === 0) return { text: () => text }
        clock.after(latency, () => station.send(text))
        return 'silence'
      })
    }
    all.push(station)
    actors.set(identity, { station, answers })
  }
  for (const line of lines) {
    await clock.advanceTo(line.at, settle)
    if (line.kind === 'open') {
      await open(line)
      await settle()
      continue
    }
    const actor = actors.get(line.identity)
    if (actor === undefined || actor.station.isEnded) continue
    const { station } = actor
    if (line.kind === 'close') {
      await station.close()
      await server.until(() => server.runtime.station(line.identity)?.online === false)
      // What that changes is told at the end of the turn.
      await turn()
    } else if (line.kind === 'cp->csms') {
      const frame = frameOf(line.text)
      if (frame?.[0] === 2) station.send(JSON.stringify(mapped(frame, transactions)))
    } else {
      learn(line, { station, transactions })
    }
    await settle()
  }
  for (const station of all) await station.terminate()
  return { items, calls }
}

/** Makes the numbers that a replay makes. */
class SeededClock extends TestClock {
  readonly #random = seededRandom('replay')

  override random(): number {
    return this.#random()
  }
}

/** Actions of the host. */
const actions = [
  'ChangeAvailability',
  'ChangeConfiguration',
  'ClearChargingProfile',
  'GetBaseReport',
  'GetConfiguration',
  'GetVariables',
  'RemoteStartTransaction',
  'SetChargingProfile',
  'SetVariables',
  'TriggerMessage',
]

/** The recorded host gave an id to a transaction: remember which one ours gave. */
function learn(
  line: RecordingLine,
  { station, transactions }: { station: RawStation; transactions: Map<number, number> },
): void {
  if (!('text' in line)) return
  const [type, id, recorded] = frameOf(line.text) ?? []
  if (type !== 3) return
  const answer = station.received.findLast((frame) => frame[0] === 3 && frame[1] === id)
  const theirs = transactionOf(recorded)
  const ours = transactionOf(answer?.[2])
  if (theirs !== undefined && ours !== undefined) transactions.set(theirs, ours)
}

function transactionOf(payload: unknown): number | undefined {
  if (typeof payload !== 'object' || payload === null || !('transactionId' in payload))
    return undefined
  return typeof payload.transactionId === 'number' ? payload.transactionId : undefined
}

function mapped(value: unknown, transactions: ReadonlyMap<number, number>): unknown {
  if (Array.isArray(value)) return value.map((one) => mapped(one, transactions))
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).map(([name, member]) => {
    const ours = name === 'transactionId' ? transactions.get(Number(member)) : undefined
    return [name, ours ?? mapped(member, transactions)]
  })
  return Object.fromEntries(members)
}
