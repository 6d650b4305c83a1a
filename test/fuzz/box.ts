import { dialects } from '../../runtime/dialect/dialects.ts'
import { Message } from '../../runtime/rpc/message.ts'
import type { Runtime } from '../../runtime/runtime.ts'
import type { Connection } from '../../runtime/station/connection.ts'
import type { Station } from '../../runtime/station/station.ts'
import { turn } from '../support/test_clock.ts'

const patience = 5000

/** A station without a socket: what it says goes straight into the runtime. */
export class Box {
  readonly id: string
  /** What calls of the host are answered with, before the right answer; `@ID` stands for their id. */
  answer: string | undefined
  readonly #runtime: Runtime
  readonly #dialect: (typeof dialects)[number]
  readonly #answered = new Set<string>()
  #seat: { readonly station: Station; readonly connection: Connection } | undefined

  constructor(
    runtime: Runtime,
    { id, version }: { readonly id: string; readonly version: number },
  ) {
    const dialect = dialects[version % dialects.length]
    if (dialect === undefined) throw new Error('No dialect')
    this.#dialect = dialect
    this.#runtime = runtime
    this.id = id
  }

  /** Says something, as a station does over its socket. */
  say(text: string): void {
    const { station, connection } = this.#connected()
    station.receive(connection, new Message(Buffer.from(text)))
  }

  /** Says something that must be answered. @returns whether it was, or the connection is over */
  async isAnswered(text: string, id: string): Promise<boolean> {
    this.#answered.clear()
    this.say(text)
    const seat = this.#seat
    return await until(() => this.#answered.has(id) || this.#seat !== seat)
  }

  #connected() {
    if (this.#seat !== undefined) return this.#seat
    const seat = this.#runtime.hub.connect(
      this.id,
      {
        send: (text) => this.#heard(text),
        close: () => {
          if (this.#seat !== seat) return
          this.#seat = undefined
          setImmediate(() => seat.station.disconnect(seat.connection))
        },
      },
      this.#dialect,
    )
    this.#seat = seat
    return seat
  }

  #heard(text: string): void {
    const frame: unknown = JSON.parse(text)
    if (!Array.isArray(frame)) return
    const [type, id] = frame
    if (type !== 2) return void this.#answered.add(String(id))
    const fuzzed = this.answer?.replaceAll('@ID', String(id))
    setImmediate(() => {
      if (this.#seat === undefined) return
      if (fuzzed !== undefined) this.say(fuzzed)
      if (this.#seat !== undefined) this.say(JSON.stringify([3, id, { status: 'Rejected' }]))
    })
  }
}

/** Whether a condition comes true while others get their turns. */
export async function until(condition: () => boolean): Promise<boolean> {
  if (condition()) return true
  const end = performance.now() + patience
  while (performance.now() < end) {
    await turn()
    if (condition()) return true
  }
  return false
}
