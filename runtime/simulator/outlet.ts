import type { Clock, Timer } from '../clock.ts'
import { type Limit, type LimitQuestion, limitAt, nextChange, nominalVoltage } from './limits.ts'
import { type Readings, readMeter } from './meter.ts'
import type { ProfileStore } from './profiles.ts'
import { draws, leastCurrent, type Vehicle } from './vehicle.ts'

/** What an outlet needs of what is around it. */
export interface OutletHost {
  readonly connector: number
  /** Real time. */
  readonly clock: Clock
  /** Time as fast as the simulation wants it. */
  readonly pace: Clock
  readonly profiles: ProfileStore
  /** Connectors that charge now and share the station's supply. */
  sharers(): number
  /** Called when time alone changed something: a limit, or the vehicle is full. */
  onTime(): void
}

/** What changed with an update. */
export interface OutletChange {
  readonly limited: boolean
  readonly full: boolean
}

/** What the hardware of every outlet can do. */
const hardware: Limit = { current: 32, phases: 3 }
/** Timers are set again after this time at the latest, ms. */
const longestTimer = 3_600_000

/** The electrical side of a connector: vehicle, limit, current, meter. */
export class Outlet {
  readonly #host: OutletHost
  #vehicle: Vehicle | undefined
  #full = false
  #offered: Limit = hardware
  #flow: Limit = { current: 0, phases: 0 }
  #register: number
  #charged = 0
  #since: number
  #timers: Timer[] = []

  constructor(host: OutletHost) {
    this.#host = host
    this.#since = host.pace.now()
    this.#register = Math.floor(host.clock.random() * 1_000_000)
  }

  /** Whether a vehicle is plugged in. */
  get plugged(): boolean {
    return this.#vehicle !== undefined
  }

  /** Whether the vehicle has what it wanted. */
  get full(): boolean {
    return this.#full
  }

  /** Current offered of each phase, A. */
  get offered(): number {
    return this.#offered.current
  }

  /** Whether what is offered is enough to charge. */
  get mayCharge(): boolean {
    return this.#offered.current >= leastCurrent
  }

  /** Plugs a vehicle in, or the one that is there out. */
  plug(vehicle: Vehicle | undefined): void {
    this.#vehicle = vehicle
    this.#charged = 0
    this.#full = false
  }

  /**
   * Brings meter, limit, current and timers up to now.
   * @param transactionStart ms since the epoch; without it nothing is charged
   */
  update(transactionStart: number | undefined): OutletChange {
    this.#integrate()
    const before = this.#offered.current
    this.#offered = limitAt(this.#host.profiles.all, this.question(transactionStart))
    const vehicle = transactionStart === undefined ? undefined : this.#vehicle
    const isFull = vehicle !== undefined && this.#charged >= vehicle.wanted - 0.5
    const full = isFull && !this.#full
    this.#full ||= isFull
    this.#flow = vehicle && !this.#full ? draws(vehicle, this.#offered) : { current: 0, phases: 0 }
    this.#arm(vehicle, transactionStart)
    return { full, limited: vehicle !== undefined && before !== this.#offered.current }
  }

  /** The meter as it is now. */
  read(): Readings {
    this.#integrate()
    return readMeter(
      {
        current: this.#flow.current,
        phases: this.#flow.phases || this.#offered.phases,
        offered: this.#offered.current,
        register: this.#register,
      },
      () => this.#host.clock.random(),
    )
  }

  /** What the limits of this outlet depend on. */
  question(transactionStart: number | undefined): LimitQuestion {
    const { connector, clock } = this.#host
    const sharers = this.#host.sharers()
    return { connector, now: clock.now(), transactionStart, hardware, sharers }
  }

  /** Stops all timers. */
  close(): void {
    for (const timer of this.#timers) timer.cancel()
    this.#timers = []
  }

  #integrate(): void {
    const now = this.#host.pace.now()
    const hours = (now - this.#since) / 3_600_000
    const energy = this.#flow.current * this.#flow.phases * nominalVoltage * hours
    this.#since = now
    this.#register += energy
    this.#charged += energy
  }

  #arm(vehicle: Vehicle | undefined, transactionStart: number | undefined): void {
    this.close()
    if (!vehicle) return
    const { clock, pace, profiles } = this.#host
    const onTime = () => this.#host.onTime()
    const change = nextChange(profiles.all, this.question(transactionStart))
    if (change !== undefined) {
      this.#timers.push(clock.after(Math.min(change - clock.now(), longestTimer), onTime))
    }
    const power = this.#flow.current * this.#flow.phases * nominalVoltage
    const hours = (vehicle.wanted - this.#charged) / power
    if (power > 0 && Number.isFinite(hours)) {
      this.#timers.push(pace.after(Math.min(hours * 3_600_000, longestTimer), onTime))
    }
  }
}
