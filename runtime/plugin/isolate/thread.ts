/**
 * A thread that runs plugins: the entry of a worker. It has no clock of its own, answers requests
 * one after the other, and says in shared memory which one it is at, so that its host can tell what
 * to blame when it does not come back.
 */
import { readlinkSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import type { Ready, Request, Response, ThreadData } from './messages.ts'
import { Seats } from './seats.ts'

const data: ThreadData = workerData
let now = 0

// The engine asks these for the time and its zone, and nothing else here does.
Date.now = () => now
Date.prototype.getTimezoneOffset = () => 0

const seats = new Seats(data)
await seats.warmUp()

let turn: Promise<void> = Promise.resolve()
parentPort?.on('message', (request: Request) => {
  // Loading waits, so that what came first could be overtaken.
  turn = turn.then(() => take(request))
})
const ready: Ready = { ready: true, thread: threadNumber() }
parentPort?.postMessage(ready)

async function take(request: Request): Promise<void> {
  Atomics.store(data.progress, 0, request.id)
  const response = await answer(request)
  Atomics.store(data.progress, 0, 0)
  if (response !== undefined) parentPort?.postMessage(response)
}

async function answer(request: Request): Promise<Response | undefined> {
  const { id } = request
  now = 0
  switch (request.kind) {
    case 'strip': {
      const { stripAll } = await import('./strip.ts')
      return { id, modules: stripAll(request.files) }
    }
    case 'open':
      return { id, ...(await seats.open(request.plugin, request)) }
    case 'call':
      now = request.now
      return { id, ...(await seats.call(request.plugin, request.text)) }
    case 'drop':
      seats.drop(request.plugin)
      return undefined
  }
}

/** The number under which the operating system counts this thread's time. */
function threadNumber(): number | undefined {
  try {
    return Number(readlinkSync('/proc/thread-self').split('/').at(-1))
  } catch {
    return undefined
  }
}
