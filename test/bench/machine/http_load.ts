import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import * as v from 'valibot'
import { type Files, nodeProgram } from './program.ts'

/** What HTTP clients do: read one path over and over, or read a stream of events. */
export interface HttpOrder {
  readonly kind: 'reads' | 'events'
  readonly port: number
  readonly path: string
  /** Connections. */
  readonly count: number
}

const heard = v.object({
  /** Answers, or events of all readers, since `begin`. */
  completed: v.number(),
  /** ms; of answers since they were asked for, of events since the time they name. */
  p50: v.number(),
  p99: v.number(),
  problems: v.array(v.string()),
})

/** What came out of it. */
export type Heard = v.InferOutput<typeof heard>

/** HTTP clients in a process of their own. */
export class HttpLoad {
  readonly #child: ChildProcess

  constructor(files: Files, { kind, port, path, count }: HttpOrder) {
    const program = nodeProgram(files, 'test/bench/load/http', { side: 'load' })
    this.#child = fork(program.file, [kind, String(port), path, String(count)], {
      execPath: program.command,
      execArgv: [...program.flags],
      stdio: 'inherit',
    })
  }

  /** Begins to count anew. */
  begin(): void {
    this.#child.send('begin')
  }

  /** What was counted until now; counting goes on. */
  heard(): Promise<Heard> {
    return this.#ask('tell')
  }

  /** Ends, and resolves with what was counted. */
  end(): Promise<Heard> {
    return this.#ask('end')
  }

  async #ask(what: 'tell' | 'end'): Promise<Heard> {
    const answer = once(this.#child, 'message')
    this.#child.send(what)
    const [message] = await answer
    return v.parse(heard, message)
  }
}
