import { callKinds } from './calls.ts'
import { Histogram } from './histogram.ts'
import type { Counted, FleetOptions } from './orders.ts'
import { RawStation, type StationWatcher } from './raw_station.ts'

/** Handshakes under way at once. */
const abreast = 64
/** Time a call may take, µs. */
const patience = 20e6

/** Many stations in one process, each with at most one call under way, as OCPP-J wants it. */
export class Fleet implements StationWatcher {
  #stations: RawStation[] = []
  #greetings = new Map<RawStation, (problem?: string) => void>()
  #latency = new Histogram()
  #completed = 0
  #problems = new Map<string, number>()
  #measuring = false
  #running = false
  /** Calls a second that become due over all stations; 0 = the next one when one is answered. */
  #rate = 0
  #hostCalledAt = 0
  #cpu = process.cpuUsage()
  #timers: NodeJS.Timeout[] = []

  /** Connects all stations and lets each say its greeting; throws when one cannot. */
  async connect({ port, connections, call }: FleetOptions): Promise<void> {
    const kind = callKinds[call]
    let next = this.#stations.length
    const end = next + connections
    const one = async () => {
      while (next < end) {
        const station = new RawStation(next++, { kind, watcher: this })
        await station.connect(port)
        this.#stations.push(station)
        for (let step = 0; step < kind.greeting.length; step++) {
          await this.#greet(station, step)
        }
      }
    }
    this.#hostCalledAt = performance.now()
    await Promise.all(Array.from({ length: abreast }, one))
  }

  /** Resolves when the host did not call for some seconds, since what it does after a connection is done. */
  async quiet(seconds: number): Promise<void> {
    for (;;) {
      const wait = this.#hostCalledAt + seconds * 1000 - performance.now()
      if (wait <= 0) return
      await pause(wait)
    }
  }

  /** Lets the stations call: as fast as answers come, or at a rate. */
  start(rate: number): void {
    this.#running = true
    this.#rate = rate
    this.#timers.push(setInterval(() => this.#sweep(), 1000))
    for (const station of this.#stations) station.backlog.length = 0
    if (rate > 0) return this.#pump(rate)
    for (const station of this.#stations) if (!station.waiting) this.#call(station, now())
  }

  /** Begins to count. */
  measure(): void {
    this.#latency = new Histogram()
    this.#completed = 0
    this.#problems.clear()
    this.#cpu = process.cpuUsage()
    this.#measuring = true
  }

  /** Ends counting, and resolves when no call is under way. */
  async stop(): Promise<Counted> {
    this.#measuring = false
    this.#running = false
    const { user, system } = process.cpuUsage(this.#cpu)
    const latency = { p50: this.#latency.percentile(0.5), p99: this.#latency.percentile(0.99) }
    const completed = this.#completed
    const until = performance.now() + 5000
    while (performance.now() < until && this.#stations.some((s) => s.open && s.waiting)) {
      await pause(2)
    }
    for (const timer of this.#timers.splice(0)) clearInterval(timer)
    const problems = [...this.#problems]
    const failed = problems.reduce((sum, [, count]) => sum + count, 0)
    return { completed, failed, problems, latency, cpuUs: user + system }
  }

  /** Ends all connections. */
  close(): void {
    for (const station of this.#stations) station.close()
    this.#stations = []
  }

  onAnswer(station: RawStation, problem?: string): void {
    const greeted = this.#greetings.get(station)
    if (greeted !== undefined) {
      this.#greetings.delete(station)
      return greeted(problem)
    }
    const at = now()
    if (problem !== undefined) this.#count(problem)
    else if (this.#measuring) {
      this.#completed++
      this.#latency.record(at - station.dueAt)
    }
    if (!this.#running) return
    const due = this.#rate === 0 ? at : station.backlog.shift()
    if (due !== undefined) this.#call(station, due)
  }

  onHostCall(): void {
    this.#hostCalledAt = performance.now()
  }

  onLost(station: RawStation): void {
    this.#count('The server closed a connection')
    this.#greetings.get(station)?.('Closed')
  }

  #call(station: RawStation, due: number): void {
    station.dueAt = due
    station.sentAt = now()
    station.call()
  }

  #greet(station: RawStation, step: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#greetings.set(station, (problem) => {
        if (problem === undefined) resolve()
        else reject(new Error(`Greeting: ${problem}`))
      })
      station.greet(step)
    })
  }

  /** Deals calls round the stations as they become due, however slow the answers are. */
  #pump(rate: number): void {
    const from = now()
    const step = 1e6 / rate
    let sent = 0
    const deal = () => {
      const until = now()
      for (;;) {
        const due = from + sent * step
        if (due > until) return
        const station = this.#stations[sent++ % this.#stations.length]
        if (station === undefined || !station.open) continue
        if (station.waiting) station.backlog.push(due)
        else this.#call(station, due)
      }
    }
    this.#timers.push(setInterval(deal, 1))
  }

  #sweep(): void {
    const at = now()
    for (const station of this.#stations) {
      if (!station.waiting || at - station.sentAt < patience) continue
      station.giveUp()
      this.#count('A call was not answered')
    }
  }

  #count(problem: string): void {
    this.#problems.set(problem, (this.#problems.get(problem) ?? 0) + 1)
  }
}

function now(): number {
  return performance.now() * 1000
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
