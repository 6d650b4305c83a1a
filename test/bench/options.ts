import { parseArgs } from 'node:util'
import { type CallName, callKinds } from './load/calls.ts'
import { measures } from './measures/all.ts'

/** What is measured, and how long. */
export interface Options {
  readonly only: readonly string[]
  readonly servers: readonly string[]
  /** Instead of the usual comparisons. */
  readonly connections: readonly number[] | undefined
  readonly call: CallName | undefined
  /** Calls a second; 0 = as many as are answered. */
  readonly rate: number
  readonly rounds: number
  /** Seconds. */
  readonly slice: number
  readonly idle: number
  readonly memoryRounds: number
  readonly openRate: number
  readonly openConnections: number
  readonly devices: number
  readonly changes: number
  readonly eventReaders: number
  readonly storm: number
  readonly many: number
  /** Seconds without a call of the host after which a server has settled. */
  readonly quiet: number
  readonly build: boolean
  readonly against: readonly string[]
  readonly profile: string | undefined
  readonly out: string | undefined
}

/** The text of `--help`. */
export const help = `Usage: npm run bench -- [options]

Measures the runtime beside a bare WebSocket server and a library, each in a process of its own,
and prints ratios. Everything happens on this machine, over its loopback address.

  --quick               one short round with few connections: shows that it works, measures nothing
  --only LIST           of ${Object.keys(measures).join(', ')}
  --servers LIST        only servers whose name begins so, or has such a part; the first, "bare ws",
                        is always measured
  --connections LIST    stations connected to each server, instead of the usual comparisons
  --call NAME           of ${Object.keys(callKinds).join(', ')}
  --rate N              calls a second that become due, however slow the answers are
                        (default: 0, the next call when one is answered)
  --rounds N            rounds in which all servers take their turns (default: 5)
  --slice S             seconds of a turn (default: 1)
  --idle N              idle connections whose memory is measured (default: 10000)
  --no-build            measure what was built before
  --against LIST        folders of other builds (copies of test/bench/dist), to compare with
  --profile DIR         have the runtime write a CPU profile there
  --out FILE            where the values go as JSON (default: bench-<time>.json)
  --help                this text`

/** Reads the command line. @throws Error that says what is wrong; `undefined` asks for the help */
export function readOptions(argv: readonly string[]): Options | undefined {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      servers: { type: 'string' },
      connections: { type: 'string' },
      call: { type: 'string' },
      rate: { type: 'string' },
      rounds: { type: 'string' },
      slice: { type: 'string' },
      idle: { type: 'string' },
      'no-build': { type: 'boolean', default: false },
      against: { type: 'string' },
      profile: { type: 'string' },
      out: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return undefined
  const standard = values.quick ? quick : usual
  const only = list(values.only) ?? Object.keys(measures)
  const unknown = only.find((name) => !Object.hasOwn(measures, name))
  if (unknown !== undefined) {
    throw new Error(`--only ${unknown}: there are only ${Object.keys(measures).join(', ')}`)
  }
  return {
    only,
    servers: list(values.servers) ?? [],
    connections:
      list(values.connections)?.map((n) => number('connections', n)) ?? standard.connections,
    call: values.call === undefined ? undefined : callName(values.call),
    rate: number('rate', values.rate ?? '0'),
    rounds: number('rounds', values.rounds ?? standard.rounds),
    slice: number('slice', values.slice ?? standard.slice),
    idle: number('idle', values.idle ?? standard.idle),
    ...standard.sizes,
    quiet: standard.quiet,
    build: !values['no-build'],
    against: list(values.against) ?? [],
    profile: values.profile,
    out: values.out,
  }
}

const usual = {
  connections: undefined,
  rounds: '5',
  slice: '1',
  idle: '10000',
  sizes: {
    memoryRounds: 3,
    openRate: 4000,
    openConnections: 1000,
    devices: 5000,
    changes: 1000,
    eventReaders: 200,
    storm: 2000,
    many: 1000,
  },
  quiet: 1.5,
}
const quick = {
  connections: [5],
  rounds: '1',
  slice: '0.1',
  idle: '30',
  sizes: {
    memoryRounds: 1,
    openRate: 200,
    openConnections: 5,
    devices: 20,
    changes: 50,
    eventReaders: 3,
    storm: 10,
    many: 5,
  },
  quiet: 0,
}

function list(text: string | undefined): string[] | undefined {
  return text?.split(',').map((part) => part.trim())
}

function number(name: string, text: string): number {
  const value = Number(text)
  if (!Number.isFinite(value) || value < 0 || text === '') {
    throw new Error(`--${name} ${text}: must be a number from 0`)
  }
  return value
}

function callName(text: string): CallName {
  const names = Object.keys(callKinds).filter((name): name is CallName => name in callKinds)
  const found = names.find((name) => name === text)
  if (found === undefined) throw new Error(`--call ${text}: there are only ${names.join(', ')}`)
  return found
}
