import type { Clock, Timer } from '../clock.ts'
import type { Configuration } from './configuration.ts'
import type { Connector } from './connector.ts'

/** What the recurring messages of a station need. */
export interface UpkeepHost {
  readonly pace: Clock
  readonly configuration: Configuration
  readonly connectors: readonly Connector[]
  heartbeat(): void
}

/** The messages that a station sends by the clock: heartbeats and clock-aligned meter values. */
export class Upkeep {
  readonly #host: UpkeepHost
  #heartbeat: Timer | undefined
  #aligned: Timer | undefined

  constructor(host: UpkeepHost) {
    this.#host = host
  }

  /** Takes up the intervals as they are configured now. */
  start(): void {
    this.stop()
    this.#beat()
    this.#align()
    for (const connector of this.#host.connectors) connector.restartMeter()
  }

  /** Stops all of them. */
  stop(): void {
    this.#heartbeat?.cancel()
    this.#aligned?.cancel()
  }

  #beat(): void {
    const { pace, configuration, heartbeat } = this.#host
    this.#heartbeat = pace.after(configuration.number('HeartbeatInterval') * 1000, () => {
      heartbeat()
      this.#beat()
    })
  }

  #align(): void {
    const { pace, configuration, connectors } = this.#host
    const interval = configuration.number('ClockAlignedDataInterval') * 1000
    if (interval <= 0) return
    this.#aligned = pace.after(interval - (pace.now() % interval), () => {
      const wanted = configuration.list('MeterValuesAlignedData')
      for (const connector of connectors) connector.sendMeter('Sample.Clock', wanted)
      this.#align()
    })
  }
}
