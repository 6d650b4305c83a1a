import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { RawStation } from './support/raw_station.ts'
import { readRecording } from './support/recording.ts'
import { startServer, type TestServer } from './support/server.ts'
import { TestClock } from './support/test_clock.ts'

const actions = [
  'Authorize',
  'BootNotification',
  'DataTransfer',
  'FirmwareStatusNotification',
  'Heartbeat',
  'MeterValues',
  'SecurityEventNotification',
  'StartTransaction',
  'StatusNotification',
  'StopTransaction',
  'RemoteStartTransaction',
  'toString',
  '',
] as const
const members = [
  'connectorId',
  'idTag',
  'meterStart',
  'meterStop',
  'timestamp',
  'transactionId',
  'reservationId',
  'transactionData',
  'meterValue',
  'sampledValue',
  'status',
  'errorCode',
  'info',
  'vendorId',
  'value',
  'measurand',
  'unit',
  'phase',
  'context',
  'chargePointVendor',
  'chargePointModel',
  'chargePointSerialNumber',
  'firmwareVersion',
  '__proto__',
  'constructor',
] as const
const telling = fc.constantFrom<unknown>(
  0,
  1,
  -1,
  2147483647,
  1e308,
  0.1,
  '',
  'null',
  'Available',
  'Charging',
  'NoError',
  'Voltage',
  'Wh',
  '230',
  ' 1,5 ',
  '2026-11-22T12:00:00Z',
  '9999-99-99T99:99:99Z',
  'TAG',
  null,
  true,
  {},
  [],
)

/** Payloads that know the members of messages, and not what belongs into them. */
const payload = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    telling,
    fc.jsonValue({ maxDepth: 1 }),
    fc.array(tie('value'), { maxLength: 3 }),
    tie('object'),
  ),
  object: fc.dictionary(fc.constantFrom<string>(...members), tie('value'), { maxKeys: 8 }),
})).object

const call = fc.tuple(
  fc.constant(2),
  fc.oneof(fc.string({ maxLength: 12 }), fc.integer(), fc.jsonValue({ maxDepth: 1 })),
  fc.constantFrom<string>(...actions),
  fc.oneof(payload, fc.jsonValue({ maxDepth: 3 })),
)

/** One station that is there for all runs of a property. */
class Subject {
  readonly #server: TestServer
  #station: RawStation | undefined
  #beats = 0

  constructor(server: TestServer) {
    this.#server = server
  }

  /** Answers to a message, in order; `undefined` when the connection was closed for it. */
  async answersTo(text: string): Promise<readonly unknown[] | undefined> {
    const station = await this.#connected()
    const from = station.received.length
    this.#beats += 1
    const beat = `beat-${this.#beats}`
    station.send(text)
    station.frame([2, beat, 'Heartbeat', {}])
    const isBeat = (frame: readonly unknown[]) => frame[0] === 3 && frame[1] === beat
    try {
      await station.until(() => station.received.slice(from).some(isBeat))
    } catch {
      await station.ended
      return undefined
    }
    return station.received.splice(0).filter((frame) => frame[0] !== 2 && !isBeat(frame))
  }

  async #connected(): Promise<RawStation> {
    if (this.#station === undefined || this.#station.isEnded) {
      this.#station = await RawStation.connect(this.#server, { path: '/CP1' })
    }
    return this.#station
  }
}

async function check<T>(
  values: fc.Arbitrary<T>,
  textOf: (value: T) => string,
  runs: number,
): Promise<void> {
  const defects: unknown[] = []
  const log = {
    debug() {},
    info() {},
    warn() {},
    error: (fields: object) => void defects.push(fields),
  }
  await using server = await startServer({ clock: new TestClock(), log, plugins: [] })
  const subject = new Subject(server)
  await fc.assert(
    fc.asyncProperty(values, async (value) => {
      const text = textOf(value)
      const answers = await subject.answersTo(text)
      // A closed connection is an answer too, and the station may come back.
      if (answers === undefined) return
      const said = `${text}\n→ ${JSON.stringify(answers)}`
      if (needsAnswer(text)) assert.is(answers.length, 1, said)
      else assert.ok(answers.length <= mostAnswers(text), said)
      assert.equal(defects.splice(0), [], said)
    }),
    { numRuns: runs, includeErrorInReport: true },
  )
}

/**
 * Answers are not answered, whatever they are, and a blank message says nothing. Type 6 is a call
 * that is not answered where a version knows it.
 */
function needsAnswer(text: string): boolean {
  return text.trim() !== '' && ![3, 4, 5, 6].includes(typeOf(text))
}

function mostAnswers(text: string): number {
  return typeOf(text) === 6 ? 1 : 0
}

/** The type of a frame, as far as it can be told. */
function typeOf(text: string): number {
  try {
    const message: unknown = JSON.parse(text)
    return Array.isArray(message) ? message[0] : Number.NaN
  } catch {
    const begin = text.replaceAll(/[\p{Cc}\u00a0\ufeff]/gu, ' ')
    return Number(/^\s*\[[\s,]*(\d)\s*[,\]]/.exec(begin)?.[1])
  }
}

test('any JSON value as a message gets an answer, and the station stays usable', () =>
  check(fc.jsonValue({ maxDepth: 4 }), (value) => JSON.stringify(value), 300))

test('any list that begins like a frame gets an answer', () => {
  const list = fc.tuple(
    fc.constantFrom(2, 3, 4, 6, 7, '2', null, -2, 2.5),
    fc.array(fc.jsonValue({ maxDepth: 2 }), { maxLength: 5 }),
  )
  return check(list, ([type, rest]) => JSON.stringify([type, ...rest]), 300)
})

test('any call with any payload gets an answer', () =>
  check(call, (frame) => JSON.stringify(frame), 600))

test('any text gets an answer', () =>
  check(
    fc.oneof(
      fc.string({ maxLength: 60 }),
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.stringMatching(/^[[\]{},:"0-9a-z\\ ]*$/),
    ),
    (text) => text,
    300,
  ))

test('frames of real stations, damaged anywhere, get an answer', () => {
  const frames = readRecording('sap-keba-16').flatMap(({ kind, content }) =>
    kind === 'cp->csms' && Array.isArray(content) && content[0] === 2
      ? [JSON.stringify(content)]
      : [],
  )
  const damaged = fc.record({
    frame: fc.constantFrom(...frames),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    cut: fc.integer({ min: 0, max: 6 }),
    put: fc.string({ maxLength: 3 }),
  })
  const text = damaged.map(({ frame, at, cut, put }) => {
    const place = Math.floor(at * frame.length)
    return frame.slice(0, place) + put + frame.slice(place + cut)
  })
  return check(text, (damage) => damage, 400)
})

test.run()
