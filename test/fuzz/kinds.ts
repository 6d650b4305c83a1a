import { loadDescriptor } from '../../runtime/descriptor/load.ts'
import type { Bench } from './bench.ts'
import { until } from './box.ts'
import { garbled, mutated } from './mutate.ts'
import type { Random } from './random.ts'
import { requestKind } from './requests.ts'
import { socketKinds } from './sockets.ts'

/** One way in: what is tried there, and what must hold whatever it is. */
export interface Kind {
  readonly name: string
  /** How often, beside the others. */
  readonly weight: number
  make(random: Random, bench: Bench): string
  /** @returns what went wrong; `undefined` when nothing did */
  run(input: string, bench: Bench): Promise<string | undefined>
}

let ids = 0

/** Frames of a station: a legal call is answered, whatever came before. */
const frames: Kind = {
  name: 'frames',
  weight: 600,
  make(random, { corpus }) {
    const [action, payload] = random.pick(corpus.calls)
    const body = random.once(10) ? payload : mutated(payload, random)
    ids += 1
    const id = `f${ids.toString(36)}`
    const frame = [2, id, random.once(30) ? garbled(action, random) : action, body]
    if (random.once(6)) return JSON.stringify(mutated(frame, random))
    return random.once(4) ? garbled(JSON.stringify(frame), random) : JSON.stringify(frame)
  },
  async run(input, { boxes }) {
    const box = boxes[(input.length * 7) % boxes.length]
    if (box === undefined) return 'no station'
    const id = idOfLegalCall(input)
    if (id === undefined) return void box.say(input)
    return (await box.isAnswered(input, id)) ? undefined : `the call ${id} was not answered`
  },
}

/** What a station answers to our calls: every call ends, with the right answer or without. */
const answers: Kind = {
  name: 'answers',
  weight: 60,
  make(random, { corpus }) {
    const body = mutated(random.pick(corpus.answers), random)
    const frame = [random.pick([3, 3, 3, 4, 5, 6]), '@ID', body]
    if (random.once(4)) return JSON.stringify(mutated(frame, random))
    return random.once(4) ? garbled(JSON.stringify(frame), random) : JSON.stringify(frame)
  },
  async run(input, { boxes, server }) {
    const box = boxes[input.length % boxes.length]
    if (box === undefined) return 'no station'
    box.answer = input
    let ended = false
    const call = server.runtime.call(box.id, 'ClearCache', {}, {}).then(() => {
      ended = true
    })
    const inTime = await until(() => ended)
    box.answer = undefined
    if (!inTime) return 'a call of the host never ended'
    await call
    return undefined
  },
}

/** What a hook of a plugin gives: it is taken or refused, and the call is answered. */
const outputs: Kind = {
  name: 'outputs',
  weight: 60,
  make(random, { corpus }) {
    const [, payload] = random.pick(corpus.calls)
    const event = { kind: 'status', connector: 1, status: 'Charging', at: 0 }
    return JSON.stringify(mutated(random.pick([payload, event, [event, event]]), random)) ?? 'null'
  },
  async run(input, bench) {
    const box = await bench.plugged()
    bench.output = JSON.parse(input)
    ids += 1
    const id = `o${ids.toString(36)}`
    const status = { connectorId: 1, errorCode: 'NoError', status: 'Available' }
    const call = JSON.stringify([2, id, 'StatusNotification', status])
    const answered = await box.isAnswered(call, id)
    return answered ? undefined : 'a call was not answered because of what a hook gave'
  },
}

/** Files of descriptors: each gets findings, or loads. */
const descriptors: Kind = {
  name: 'descriptors',
  weight: 10,
  make(random, { corpus }) {
    const text = random.pick(corpus.descriptors)
    return random.once(3)
      ? garbled(text, random)
      : JSON.stringify(mutated(JSON.parse(text), random))
  },
  async run(input) {
    const { descriptor, findings } = loadDescriptor(input, { slug: 'fuzz', file: 'fuzz.ddf.json' })
    if (descriptor !== undefined || findings.length > 0) return undefined
    return 'neither a descriptor nor a finding'
  },
}

/** All ways in. */
export const kinds: readonly Kind[] = [
  frames,
  answers,
  outputs,
  descriptors,
  requestKind,
  ...socketKinds,
]

/** The id of a call that OCPP-J allows, which therefore must be answered. */
function idOfLegalCall(text: string): string | undefined {
  let frame: unknown
  try {
    frame = JSON.parse(text)
  } catch {
    return undefined
  }
  if (!Array.isArray(frame) || frame.length !== 4) return undefined
  const [type, id, action, payload] = frame
  const isId = typeof id === 'string' && /^[\x21-\x7e]{1,36}$/.test(id)
  const isCall = type === 2 && isId && typeof action === 'string' && action !== ''
  return isCall && typeof payload === 'object' && payload !== null ? id : undefined
}
