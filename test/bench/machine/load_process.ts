import { type ChildProcess, fork } from 'node:child_process'
import * as v from 'valibot'
import { type Counted, type FleetOptions, type Order, reportSchema } from '../load/orders.ts'
import type { Program } from './program.ts'

/** The load generator, in a process of its own. */
export class LoadProcess {
  readonly #child: ChildProcess

  constructor(program: Program) {
    const { command, flags, file } = program
    this.#child = fork(file, { execPath: command, execArgv: [...flags], stdio: 'inherit' })
  }

  /** Connects stations to a port of this machine. */
  async connect(options: FleetOptions): Promise<void> {
    await this.#order({ order: 'connect', options })
  }

  /** Resolves when the server did not call the stations for some seconds. */
  async quiet(seconds: number): Promise<void> {
    await this.#order({ order: 'quiet', seconds })
  }

  /** Lets the stations call: `rate` calls a second, or with 0 as fast as they are answered. */
  async start(rate: number): Promise<void> {
    await this.#order({ order: 'start', rate })
  }

  /** Begins to count. */
  async measure(): Promise<void> {
    await this.#order({ order: 'measure' })
  }

  /** Ends counting and calling. */
  async stop(): Promise<Counted> {
    const counted = await this.#order({ order: 'stop' })
    if (counted === undefined) throw new Error('The load generator counted nothing')
    return counted
  }

  /** Closes the connections; others may be made. */
  async drop(): Promise<void> {
    await this.#order({ order: 'close' })
  }

  /** Closes the connections and ends the process. */
  async end(): Promise<void> {
    await this.#order({ order: 'close' })
    this.#child.disconnect()
  }

  #order(order: Order): Promise<Counted | undefined> {
    const child = this.#child
    return new Promise((resolve, reject) => {
      const onExit = (code: number | null) => reject(new Error(`The load generator ended: ${code}`))
      child.once('exit', onExit)
      child.once('message', (message) => {
        child.off('exit', onExit)
        const report = v.parse(reportSchema, message)
        if ('error' in report) reject(new Error(`The load generator: ${report.error}`))
        else resolve(report.counted)
      })
      child.send(order)
    })
  }
}
