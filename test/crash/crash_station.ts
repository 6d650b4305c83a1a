import { setTimeout as wait } from 'node:timers/promises'
import * as v from 'valibot'
import { type RawData, WebSocket } from 'ws'
import type { Session, Story } from './story.ts'
import type { Call, Moment, Words } from './words.ts'

/** Where a station connects to, and what it tells of itself. */
export interface CrashStationOptions {
  readonly id: string
  readonly port: number
  readonly story: Story
  readonly words: Words
  readonly signal: AbortSignal
  random(): number
}

/** Pause between attempts to connect, and after an error, ms. */
const again = 25
const answerSchema = v.looseTuple([v.number(), v.string()])

/**
 * A station that charges all the time: it says each message until it is acknowledged, over as many
 * connections as that takes, and boots only now and then.
 */
export class CrashStation {
  readonly #options: CrashStationOptions
  #ws: WebSocket | undefined
  #calls = 0
  /** Its clock, ms since the epoch: a second passes with every reading. */
  #now = Date.now() - 86_400_000
  #register = 1000

  constructor(options: CrashStationOptions) {
    this.#options = options
  }

  /** Charges at least once, and until it is told to stop; ends between two sessions. */
  async run(): Promise<void> {
    const { id, signal, story, words } = this.#options
    await this.#say(words.boot)
    for (let n = 1; n === 1 || !signal.aborted; n++) {
      await this.#charge(story.begin(id, `${id}-${n}`))
    }
    this.#ws?.close()
  }

  async #charge(session: Session): Promise<void> {
    const words = this.#options.words.session(session.idTag)
    session.id = words.idIn(await this.#say(words.start(this.#tick())))
    session.isNew = true
    const readings = 1 + Math.floor(this.#options.random() * 5)
    for (let n = 0; n < readings; n++) {
      this.#register += 10
      const moment = this.#tick()
      const reading = { at: this.#now, order: 1 + n, acknowledged: false }
      session.readings.push(reading)
      await this.#say(words.reading(moment))
      reading.acknowledged = true
      session.isNew = true
    }
    session.stopped = 'said'
    await this.#say(words.stop(this.#tick()))
    session.stopped = 'acknowledged'
    session.isNew = true
  }

  /** Says something until it is acknowledged; resolves with the answer. */
  async #say([action, payload]: Call): Promise<unknown> {
    const { random } = this.#options
    let id = this.#newId()
    for (;;) {
      const answer = await this.#exchange(id, JSON.stringify([2, id, action, payload]))
      if (answer?.[0] === 3) return answer[2]
      // Some stations say it again word for word, others as a new call.
      if (random() < 0.5) id = this.#newId()
      await wait(again)
    }
  }

  /** `undefined` when the connection was lost before the answer came. */
  async #exchange(
    id: string,
    text: string,
  ): Promise<v.InferOutput<typeof answerSchema> | undefined> {
    const ws = await this.#connection()
    const { story } = this.#options
    story.said()
    return new Promise((resolve) => {
      const end = (as: keyof Story['count'], frame?: v.InferOutput<typeof answerSchema>) => {
        ws.off('message', read)
        ws.off('close', lost)
        story.heard(as)
        resolve(frame)
      }
      const lost = () => end('again')
      const read = (data: RawData) => {
        const frame = v.parse(answerSchema, JSON.parse(data.toString()))
        if (frame[0] === 2) {
          ws.send(JSON.stringify([4, frame[1], 'NotSupported', '', {}]))
        } else if (frame[1] === id) end(frame[0] === 3 ? 'acknowledged' : 'errors', frame)
      }
      ws.once('close', lost)
      ws.on('message', read)
      // What cannot be sent is lost with the connection.
      ws.send(text, () => undefined)
    })
  }

  async #connection(): Promise<WebSocket> {
    while (this.#ws?.readyState !== WebSocket.OPEN) {
      const { id, port, words } = this.#options
      const ws = new WebSocket(`ws://127.0.0.1:${port}/${id}`, [words.subprotocol])
      this.#ws = await new Promise<WebSocket | undefined>((resolve) => {
        ws.once('open', () => resolve(ws))
        ws.once('close', () => resolve(undefined))
        ws.on('error', () => undefined)
      })
      if (this.#ws === undefined) await wait(again)
    }
    return this.#ws
  }

  #newId(): string {
    this.#calls += 1
    return `${this.#options.id}-${this.#calls}`
  }

  #tick(): Moment {
    this.#now += 1000
    return { timestamp: new Date(this.#now).toISOString(), register: this.#register }
  }
}
