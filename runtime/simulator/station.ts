import * as v from 'valibot'
import type { Clock, Timer } from '../clock.ts'
import type { Outgoing } from './backlog.ts'
import { chargingRows } from './calls/charging.ts'
import { coreRows } from './calls/core.ts'
import { extraRows } from './calls/extras.ts'
import type { Box } from './calls/row.ts'
import { Cards } from './cards.ts'
import { Configuration } from './configuration.ts'
import { Connector } from './connector.ts'
import type { PartEvent, SimulatorEvent } from './events.ts'
import { pacedClock } from './pace.ts'
import { ProfileStore } from './profiles.ts'
import { Upkeep } from './upkeep.ts'
import { Wire, type WireAnswer } from './wire.ts'

/** Options of {@link Station}. */
export interface StationOptions {
  readonly id: string
  /** Server, without the station's id; http and https count as ws and wss. */
  readonly url: string
  readonly clock: Clock
  readonly connectors: number
  readonly speed: number
}

/** Pause while a station starts anew, s. */
const restartPause = 3
/** Longest wait for answers before that, ms. */
const restartLimit = 5000
/** Pause between two tries to be accepted, when the server names none, s. */
const bootPause = 30

const bootAnswer = v.object({ status: v.string(), interval: v.pipe(v.number(), v.minValue(0)) })
const rows = { ...coreRows, ...chargingRows, ...extraRows }

/** A station as a whole: it boots, reports, answers calls and starts anew. */
export class Station implements Box {
  readonly clock: Clock
  readonly pace: Clock
  readonly configuration: Configuration
  readonly profiles = new ProfileStore()
  readonly cards: Cards
  readonly connectors: readonly Connector[]
  readonly #id: string
  readonly #wire: Wire
  readonly #upkeep: Upkeep
  readonly #progress = new Map<string, string>()
  readonly #listeners = new Set<(event: SimulatorEvent) => void>()
  #accepted = false
  #bootTimer: Timer | undefined
  #firmware = '1.0.0'

  constructor({ id, url, clock, connectors, speed }: StationOptions) {
    this.#id = id
    this.clock = clock
    this.pace = pacedClock(clock, speed)
    this.configuration = new Configuration(connectors)
    const { configuration } = this
    this.cards = new Cards({
      configuration,
      isOnline: () => this.#wire.open && this.#accepted,
      call: (out) => this.call(out),
    })
    this.connectors = Array.from({ length: connectors }, (_, i) => new Connector(i + 1, this))
    this.#upkeep = new Upkeep({
      pace: this.pace,
      configuration,
      connectors: this.connectors,
      heartbeat: () => this.heartbeat(),
    })
    const full = `${url.replace(/^http/, 'ws').replace(/\/+$/, '')}/${encodeURIComponent(id)}`
    this.#wire = new Wire({
      url: full,
      clock,
      onOpen: () => {
        this.emit({ kind: 'connected', url: full })
        if (this.#accepted) this.#serve()
        else this.boot()
      },
      onClose: (reason, retryIn) => this.emit({ kind: 'disconnected', reason, retryIn }),
      onCall: (action, payload) => this.#answer(action, payload),
      onRefused: (action, error) => this.emit({ kind: 'refused', action, error }),
    })
  }

  /** Calls `listener` with everything that happens. @returns a function that ends this */
  watch(listener: (event: SimulatorEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Connects, and boots. */
  connect(): void {
    this.#wire.connect()
  }

  /** Cuts the connection for so many seconds, as a bad network does. */
  disconnect(seconds: number): void {
    this.#wire.drop(seconds)
  }

  /** Calls `fn` once the server has answered everything, or cannot be reached. */
  whenIdle(fn: () => void): void {
    this.#wire.whenIdle(fn)
  }

  /** Ends everything. */
  async close(): Promise<void> {
    this.#bootTimer?.cancel()
    this.#upkeep.stop()
    for (const connector of this.connectors) connector.close()
    await this.#wire.close()
  }

  sharers(): number {
    return this.connectors.filter(({ session }) => session !== undefined).length
  }

  call(out: Outgoing): void {
    this.#wire.call(out)
  }

  emit(event: PartEvent): void {
    const whole = { station: this.#id, ...event }
    for (const listener of this.#listeners) listener(whole)
    // Who starts or ends charging changes what the others may draw.
    if (event.kind === 'started' || event.kind === 'stopped') {
      this.clock.soon(() => this.settle())
    }
  }

  settle(): void {
    for (const connector of this.connectors) connector.settle()
  }

  boot(): void {
    this.#wire.call({
      action: 'BootNotification',
      first: true,
      payload: () => ({
        chargePointVendor: 'DDF',
        chargePointModel: 'Simulator',
        chargePointSerialNumber: this.#id.slice(0, 25),
        firmwareVersion: this.#firmware,
        meterType: 'simulated',
      }),
      done: (answer) => this.#booted(answer),
    })
  }

  heartbeat(): void {
    this.call({ action: 'Heartbeat', payload: () => ({}) })
  }

  report(): void {
    const timestamp = new Date(this.clock.now()).toISOString()
    const payload = { connectorId: 0, errorCode: 'NoError', status: 'Available', timestamp }
    this.call({ action: 'StatusNotification', payload: () => payload })
  }

  retime(): void {
    if (this.#accepted) this.#upkeep.start()
  }

  restart(reset: 'Soft' | 'Hard', firmware = this.#firmware): void {
    this.emit({ kind: 'resetting', reset })
    for (const connector of this.connectors) connector.stop(`${reset}Reset`)
    let isDone = false
    const go = () => {
      if (isDone) return
      isDone = true
      this.#firmware = firmware
      this.#accepted = false
      this.#wire.ready = false
      this.#upkeep.stop()
      this.#wire.drop(restartPause)
    }
    if (reset === 'Hard') return go()
    this.clock.after(restartLimit, go)
    this.#wire.whenIdle(go)
  }

  progress(action: string, states: readonly string[], done?: () => void): void {
    const [state, ...rest] = states
    if (state === undefined) return done?.()
    this.pace.after(1000, () => {
      this.#progress.set(action, state)
      this.call({ action, payload: () => ({ status: state }), keep: true })
      this.progress(action, rest, done)
    })
  }

  progressOf(action: string): string {
    return this.#progress.get(action) ?? 'Idle'
  }

  #booted(answer: unknown): void {
    const result = v.safeParse(bootAnswer, answer)
    const { status, interval } = result.success ? result.output : { status: 'none', interval: 0 }
    this.emit({ kind: 'booted', status, interval })
    if (status === 'Accepted') {
      if (interval > 0) this.configuration.change('HeartbeatInterval', String(interval))
      this.#accepted = true
      return this.#serve()
    }
    this.#bootTimer?.cancel()
    this.#bootTimer = this.pace.after((interval || bootPause) * 1000, () => {
      if (!this.#accepted) this.boot()
    })
  }

  /** What follows on being accepted, and on every connection after that. */
  #serve(): void {
    this.report()
    for (const connector of this.connectors) connector.report()
    this.#upkeep.start()
    this.#wire.ready = true
  }

  #answer(action: string, payload: unknown): WireAnswer {
    const row = Object.hasOwn(rows, action) ? rows[action] : undefined
    const answer = row
      ? row(payload, this)
      : { error: 'NotImplemented', description: `The action ${action} is unknown here` }
    this.emit({ kind: 'called', action, answer: statusIn(answer) })
    return answer
  }
}

function statusIn(result: WireAnswer): string {
  if ('error' in result) return result.error
  return 'status' in result.answer ? String(result.answer.status) : 'answered'
}
