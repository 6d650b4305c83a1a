import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import * as assert from 'uvu/assert'
import * as v from 'valibot'
import { RawStation, type Scripted, settleAll } from './raw_station.ts'
import type { Reply, TestServer } from './server.ts'
import type { TestClock } from './test_clock.ts'

const lineSchema = v.tuple([
  v.string(),
  v.picklist(['open', 'cp->csms', 'csms->cp', 'close']),
  v.string(),
  v.string(),
  v.unknown(),
])
const openSchema = v.object({
  url: v.string(),
  offered: v.array(v.string()),
  headers: v.record(v.string(), v.string()),
})
const frameSchema = v.tuple([v.literal(2), v.string(), v.string(), v.looseObject({})])
const payloadSchema = v.record(v.string(), v.unknown())

/** One line of a recording. */
export interface Line {
  readonly at: number
  readonly kind: 'open' | 'cp->csms' | 'csms->cp' | 'close'
  readonly identity: string
  readonly content: unknown
}

/** Reads a recording of `test/frames`. */
export function readRecording(name: string): readonly Line[] {
  const file = fileURLToPath(new URL(`../frames/${name}.jsonl`, import.meta.url))
  const lines = readFileSync(file, 'utf8').split('\n')
  return lines
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [time, kind, identity, , content] = v.parse(lineSchema, JSON.parse(line))
      return { at: Date.parse(time), kind, identity, content }
    })
}

/** The request target and the subprotocols of the first connection of a recording. */
export function openingOf(lines: readonly Line[]): v.InferOutput<typeof openSchema> {
  const line = lines.find(({ kind }) => kind === 'open')
  return v.parse(openSchema, line?.content)
}

/** What a replay needs. */
export interface ReplayOptions {
  readonly server: TestServer
  /** Follows the times of the recording. */
  readonly clock: TestClock
  /** Called at these times of day, `HH:MM:SS.mmm`. */
  readonly checkpoints?: ReadonlyMap<string, () => Promise<void>>
}

/** What a replay counted. */
export interface Replayed {
  /** Calls of stations that were answered as the recorded server did. */
  answered: number
  /** Calls of the recorded host made again over HTTP. */
  posted: number
  /** Calls that the runtime made by itself. */
  own: number
  /** Frames that stations sent, by identity. */
  readonly sent: Map<string, number>
}

/**
 * Replays a recording against the server, with the times of the recording. When it is over, and
 * before stations that are still there go away, `check` is called with what was counted.
 */
export async function replay(
  lines: readonly Line[],
  options: ReplayOptions,
  check: (replayed: Replayed) => Promise<void>,
): Promise<void> {
  const run = new Replay(lines, options)
  const checkpoints = [...(options.checkpoints ?? [])]
  try {
    for (const line of lines) {
      const day = new Date(line.at).toISOString().slice(0, 11)
      for (;;) {
        const [next] = checkpoints
        if (next === undefined) break
        const [time, look] = next
        const at = Date.parse(`${day}${time}Z`)
        if (at >= line.at) break
        checkpoints.shift()
        await run.passTo(at)
        await look()
      }
      await run.step(line)
    }
    await run.settle()
    assert.equal(checkpoints, [], 'every checkpoint lies before the last line')
    await check(run.replayed)
  } finally {
    await run.end()
  }
}

interface Posted {
  readonly action: string
  readonly payload: unknown
  readonly reply: Promise<Reply>
  /** Our id of the call, once the station received it. */
  id: string | undefined
  /** What the station answered. */
  answer: readonly unknown[] | undefined
}

interface Replica {
  readonly identity: string
  station: RawStation
  /** Calls made over HTTP that the station has not answered yet, by the recorded id. */
  readonly posted: Map<string, Posted>
  /** Calls sent whose recorded answer has not been reached yet: action by id. */
  readonly asked: Map<string, string>
}

class Replay {
  readonly replayed: Replayed = { answered: 0, posted: 0, own: 0, sent: new Map() }
  readonly #lines: readonly Line[]
  readonly #options: ReplayOptions
  readonly #replicas = new Map<string, Replica>()
  readonly #stations: RawStation[] = []
  /** Ids of transactions: the recorded server's → ours. */
  readonly #transactions = new Map<number, number>()
  /** Answers of the recorded stations, for calls that the runtime makes by itself. */
  readonly #answers: readonly { identity: string; request: CallOf; answer: readonly unknown[] }[]

  constructor(lines: readonly Line[], options: ReplayOptions) {
    this.#lines = lines
    this.#options = options
    this.#answers = this.#recordedAnswers()
  }

  /** Resolves when nothing goes on any more. */
  settle(): Promise<void> {
    return settleAll(this.#stations.filter(({ isEnded }) => !isEnded))
  }

  /** Lets time pass until then. */
  async passTo(at: number): Promise<void> {
    await this.#options.clock.advanceTo(at, () => this.settle())
    await this.settle()
  }

  async step(line: Line): Promise<void> {
    await this.#options.clock.advanceTo(line.at, () => this.settle())
    if (line.kind === 'open') return this.#open(line)
    const replica = this.#replicas.get(line.identity)
    // Some recordings begin with the end of an earlier connection.
    if (replica === undefined) return
    if (line.kind === 'close') return this.#close(line, replica)
    if (!Array.isArray(line.content)) throw new Error('A frame is a list')
    const frame: readonly unknown[] = line.content
    if (line.kind === 'cp->csms') return this.#fromStation(frame, replica)
    return this.#fromHost(frame, replica)
  }

  async end(): Promise<void> {
    await Promise.all(this.#stations.map((station) => station.terminate()))
  }

  async #open({ identity, content }: Line): Promise<void> {
    const { url, offered, headers } = v.parse(openSchema, content)
    const { server } = this.#options
    const { origin } = headers
    const station = await RawStation.connect(server, {
      path: url,
      protocols: offered,
      perMessageDeflate: 'sec-websocket-extensions' in headers,
      ...(origin === undefined ? {} : { origin }),
    })
    assert.is(station.ws.protocol, offered[0])
    this.#stations.push(station)
    const replica: Replica = { identity, station, posted: new Map(), asked: new Map() }
    for (const action of hostActions) {
      station.on(action, ({ id, payload }) => this.#answer(replica, { id, action, payload }))
    }
    station.onSend = () => {
      const { sent } = this.replayed
      sent.set(identity, (sent.get(identity) ?? 0) + 1)
    }
    this.#replicas.set(identity, replica)
  }

  async #close({ content }: Line, replica: Replica): Promise<void> {
    const { code } = v.parse(v.object({ code: v.number() }), content)
    // Codes that only an endpoint itself makes up stand for a socket that was simply gone.
    if (code === 1006) await replica.station.terminate()
    else await replica.station.close()
    const { server } = this.#options
    await server.until(() => server.runtime.station(replica.identity)?.online === false)
    for (const { reply } of replica.posted.values()) await reply
    this.#replicas.delete(replica.identity)
  }

  async #fromStation(frame: readonly unknown[], replica: Replica): Promise<void> {
    const [type, id, ...rest] = frame
    if (typeof id !== 'string') throw new Error('An id is text')
    if (type === 2) {
      replica.asked.set(id, String(rest[0]))
      const payload = this.#mapped(rest[1])
      return replica.station.frame([2, id, rest[0], payload])
    }
    const posted = replica.posted.get(id)
    if (posted === undefined) return
    replica.posted.delete(id)
    posted.answer = frame
    if (posted.id !== undefined) replica.station.frame([type, posted.id, ...rest])
    const { status, body } = await posted.reply
    if (type === 3) assert.equal([status, body], [200, rest[0]], `answer to ${posted.action}`)
    else if (hostActions.includes(posted.action)) assert.is(status, 502, `${posted.action} failed`)
    else assert.is(status, 404, `${posted.action} is no action`)
    this.replayed.posted += 1
  }

  async #fromHost(frame: readonly unknown[], replica: Replica): Promise<void> {
    const [type, id, ...rest] = frame
    if (typeof id !== 'string') throw new Error('An id is text')
    if (type !== 2) return this.#expectAnswer(frame, replica)
    const [action, recorded] = rest
    if (typeof action !== 'string') throw new Error('An action is text')
    const payload = this.#mapped(recorded)
    const path = `/api/v1/stations/${encodeURIComponent(replica.identity)}/calls/${action}`
    const reply = this.#options.server.post(path, payload)
    const posted: Posted = { action, payload, reply, id: undefined, answer: undefined }
    replica.posted.set(id, posted)
    // What is no action never reaches the station.
    if (!hostActions.includes(action)) return
    await replica.station.until(() => posted.id !== undefined, `the call of ${action}`)
  }

  /** The recorded server answered here: by now, or soon, so did ours, and as well as it did. */
  async #expectAnswer(frame: readonly unknown[], replica: Replica): Promise<void> {
    const [type, id, recorded] = frame
    const action = replica.asked.get(String(id))
    if (action === undefined) return
    replica.asked.delete(String(id))
    const find = () => replica.station.received.findLast((f) => f[0] !== 2 && f[1] === id)
    await replica.station.until(() => find() !== undefined, `an answer to ${action}`)
    const answer = find() ?? []
    assert.is(answer[0], type, `${action} is answered as it was: ${JSON.stringify(answer)}`)
    const ours = v.parse(payloadSchema, answer[2])
    const theirs = v.parse(payloadSchema, recorded)
    assert.equal(Object.keys(ours).sort(), Object.keys(theirs).sort(), `members of ${action}`)
    if (typeof theirs.transactionId === 'number' && typeof ours.transactionId === 'number') {
      this.#transactions.set(theirs.transactionId, ours.transactionId)
    }
    this.replayed.answered += 1
  }

  /** Answers a call: one made over HTTP when its recorded answer comes, our own ones at once. */
  #answer(replica: Replica, call: CallOf & { readonly id: string }): Scripted {
    for (const posted of replica.posted.values()) {
      if (posted.id !== undefined || posted.action !== call.action) continue
      if (!isDeepStrictEqual(posted.payload, call.payload)) continue
      posted.id = call.id
      return 'silence'
    }
    this.replayed.own += 1
    const answer = this.#recordedAnswer(replica.identity, call)
    if (answer === undefined) return { error: 'NotImplemented' }
    const [type, , ...rest] = answer
    if (call.action === 'GetBaseReport' && type === 3) this.#report(replica, call)
    return { text: (id) => JSON.stringify([type, id, ...rest]) }
  }

  /** Sends, after the answer, the reports that the recorded station sent, under the number asked for. */
  #report(replica: Replica, { payload }: CallOf): void {
    const { requestId } = v.parse(v.looseObject({ requestId: v.number() }), payload)
    const reports = this.#lines.filter(({ kind, identity, content }) => {
      const isCall = kind === 'cp->csms' && identity === replica.identity && Array.isArray(content)
      return isCall && content[2] === 'NotifyReport'
    })
    setImmediate(() => {
      for (const [index, { content }] of reports.entries()) {
        const [, , action, report] = v.parse(frameSchema, content)
        replica.station.frame([2, `report-${requestId}-${index}`, action, { ...report, requestId }])
      }
    })
  }

  #recordedAnswer(identity: string, { action, payload }: CallOf): readonly unknown[] | undefined {
    const all = this.#answers.filter((a) => a.identity === identity && a.request.action === action)
    const wanted = v.parse(payloadSchema, payload)
    const best =
      all.find(({ request }) => {
        const asked = v.parse(payloadSchema, request.payload)
        return asked.requestedMessage === wanted.requestedMessage && asked.key === wanted.key
      }) ?? all[0]
    if (best === undefined || best.answer[0] === 4) return best?.answer
    switch (action) {
      case 'GetConfiguration':
        return [3, '', selected(best.answer[2], wanted.key)]
      case 'GetVariables': {
        const known = all.map(({ answer }) => answer[2])
        return [3, '', { getVariableResult: variables(known, wanted.getVariableData) }]
      }
      case 'SetVariables':
        return [3, '', { setVariableResult: variables([], wanted.setVariableData, 'Accepted') }]
      default:
        return best.answer
    }
  }

  #recordedAnswers() {
    const open = new Map<string, { identity: string; request: CallOf }>()
    const found: { identity: string; request: CallOf; answer: readonly unknown[] }[] = []
    for (const { kind, identity, content } of this.#lines) {
      if (!Array.isArray(content)) continue
      const [type, id, action, payload]: unknown[] = content
      const key = `${identity} ${id}`
      if (kind === 'csms->cp' && type === 2) {
        open.set(key, { identity, request: { action: String(action), payload } })
      } else if (kind === 'cp->csms' && type !== 2) {
        const asked = open.get(key)
        if (asked !== undefined) found.push({ ...asked, answer: content })
      }
    }
    return found
  }

  /** A payload with the transaction ids that our server gave. */
  #mapped(payload: unknown): unknown {
    if (Array.isArray(payload)) return payload.map((element) => this.#mapped(element))
    if (typeof payload !== 'object' || payload === null) return payload
    return Object.fromEntries(
      Object.entries(payload).map(([key, value]) => {
        const ours =
          key === 'transactionId' && typeof value === 'number'
            ? this.#transactions.get(value)
            : undefined
        return [key, ours ?? this.#mapped(value)]
      }),
    )
  }
}

interface CallOf {
  readonly action: string
  readonly payload: unknown
}

const configurationSchema = v.looseObject({
  configurationKey: v.array(v.looseObject({ key: v.string() })),
})

/** Of an answer with all keys, the one to a request for some of them. */
function selected(answer: unknown, keys: unknown): unknown {
  const { configurationKey } = v.parse(configurationSchema, answer)
  if (!Array.isArray(keys)) return { configurationKey }
  const wanted = new Set(keys.map(String))
  const known = configurationKey.filter(({ key }) => wanted.has(key))
  const names = new Set(known.map(({ key }) => key))
  return { configurationKey: known, unknownKey: [...wanted].filter((key) => !names.has(key)) }
}

const namedSchema = v.looseObject({ component: v.unknown(), variable: v.unknown() })
const readSchema = v.looseObject({ getVariableResult: v.array(namedSchema) })

/** Results for the variables asked for: as they were answered, else with this word. */
function variables(answers: readonly unknown[], asked: unknown, word = 'UnknownVariable') {
  const known = answers.flatMap((answer) => v.parse(readSchema, answer).getVariableResult)
  return v.parse(v.array(namedSchema), asked).map(({ component, variable }) => {
    const isSame = (one: v.InferOutput<typeof namedSchema>) =>
      isDeepStrictEqual([one.component, one.variable], [component, variable])
    return known.find(isSame) ?? { attributeStatus: word, component, variable }
  })
}

/** Actions that the host may call in these recordings. */
const hostActions = [
  'CancelReservation',
  'ChangeAvailability',
  'ChangeConfiguration',
  'ClearCache',
  'ClearChargingProfile',
  'DataTransfer',
  'GetCompositeSchedule',
  'GetBaseReport',
  'GetConfiguration',
  'GetLocalListVersion',
  'GetTransactionStatus',
  'GetVariables',
  'RemoteStartTransaction',
  'RemoteStopTransaction',
  'RequestStartTransaction',
  'RequestStopTransaction',
  'Reset',
  'SendLocalList',
  'SetChargingProfile',
  'SetVariables',
  'TriggerMessage',
  'UnlockConnector',
]
