import type { Clock } from '../clock.ts'
import type { Item } from '../descriptor/schema.ts'
import type { WellKnownKeys } from '../dialect/dialect.ts'
import type { Command, Facts, ItemValue, StationEvent, Traits } from '../model.ts'
import { type Applied, appliedOf } from './applied.ts'
import type { Wish } from './control.ts'
import type { Device } from './device.ts'
import type { Executed } from './execute.ts'
import type { LimiterDeps } from './limiter.ts'
import type { MeterPollDeps } from './meter_poll.ts'
import type { Outlet, OutletHost } from './outlet.ts'
import type { StarterDeps, StoppedFor } from './starter.ts'
import type { WriteResult, WriterDeps } from './writer.ts'

/** What the parts of an outlet ask of it: one object for all of them, as there are many outlets. */
export class OutletPort implements StarterDeps, LimiterDeps, MeterPollDeps, WriterDeps {
  readonly facts: Facts
  readonly #outlet: Outlet
  readonly #host: OutletHost

  constructor(facts: Facts, { outlet, host }: { outlet: Outlet; host: OutletHost }) {
    this.facts = facts
    this.#outlet = outlet
    this.#host = host
  }

  get clock(): Clock {
    return this.#host.clock
  }

  get isOpen(): boolean {
    return this.#host.isOpen
  }

  get isOnline(): boolean {
    return this.facts.station.online
  }

  get isPaused(): boolean {
    return this.#outlet.isPaused
  }

  get knownOnly(): boolean {
    return this.#host.knownOnly
  }

  get traits(): Traits {
    return this.#host.station.traits
  }

  get keys(): WellKnownKeys | undefined {
    return this.#host.station.connection?.dialect.keys
  }

  get connectors(): number {
    return this.#host.station.connectors.outlets().length
  }

  execute(command: Command): Promise<Executed> {
    return this.#host.station.execute(command)
  }

  async carryOut(command: Command): Promise<Applied> {
    return appliedOf(await this.execute(command))
  }

  apply(wish: Wish): Promise<Applied> {
    return this.#outlet.apply(wish)
  }

  learn(events: readonly StationEvent[]): void {
    this.#host.station.learn(events)
  }

  restart(stopped: StoppedFor | undefined): Promise<Applied | undefined> {
    return this.#outlet.restart(stopped)
  }

  newId(): number {
    return this.#host.newId()
  }

  onStarted(applied: Applied): void {
    this.#host.note(`start connector ${this.facts.connector}`, wordOf(applied))
  }

  onLateLimit(applied: Applied): void {
    this.#host.note(`limit of connector ${this.facts.connector}`, wordOf(applied))
  }

  onLate(device: Device, item: Item, result: WriteResult): void {
    this.#host.onLate(device, item, result)
  }

  onPolicy(key: string, value: ItemValue): void {
    this.#host.onPolicy(key, value)
  }

  onWritten(): void {
    this.#host.onWritten(this.#outlet.device)
  }
}

/** The word of the station, or else what became of it. */
function wordOf(applied: Applied): string {
  if (applied.kind === 'refused') return applied.status
  return 'calls' in applied ? (applied.calls.at(-1)?.status ?? applied.kind) : applied.kind
}
