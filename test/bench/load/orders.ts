import * as v from 'valibot'
import { callKinds } from './calls.ts'

const callNames = v.picklist(
  Object.keys(callKinds).filter((name): name is keyof typeof callKinds => name in callKinds),
)

const fleetOptions = v.object({ port: v.number(), connections: v.number(), call: callNames })

/** What the process of the load generator is told. */
export const orderSchema = v.variant('order', [
  v.object({ order: v.literal('connect'), options: fleetOptions }),
  /** Calls a second over all stations; 0 = the next call as soon as one is answered. */
  v.object({ order: v.literal('start'), rate: v.number() }),
  v.object({ order: v.literal('quiet'), seconds: v.number() }),
  v.object({ order: v.picklist(['measure', 'stop', 'close']) }),
])

const counted = v.object({
  /** Calls answered. */
  completed: v.number(),
  /** Calls answered with an error, never answered, or lost with their connection. */
  failed: v.number(),
  /** What was wrong, with how often. */
  problems: v.array(v.tuple([v.string(), v.number()])),
  /** µs from when a call was due (in a closed loop: sent) to its answer. */
  latency: v.object({ p50: v.number(), p99: v.number() }),
  /** CPU time of the generator, µs. */
  cpuUs: v.number(),
})

/** What it answers when an order is carried out. */
export const reportSchema = v.union([
  v.object({ error: v.string() }),
  v.object({ counted: v.optional(counted) }),
])

/** An order. */
export type Order = v.InferOutput<typeof orderSchema>
/** What a fleet is asked to be. */
export type FleetOptions = v.InferOutput<typeof fleetOptions>
/** What was counted from `measure` to `stop`. */
export type Counted = v.InferOutput<typeof counted>
