import * as v from 'valibot'
import { faultSchema, faultView, hooksSchema } from './plugin_views.ts'
import type { Fitting } from './port.ts'

/** How a plugin is fitted to a station. */
export const fittingSchema = v.pipe(
  v.object({
    matched: v.pipe(
      v.array(v.object({ fact: v.string(), pattern: v.string(), value: v.string() })),
      v.description('Facts its `match` asks for, and what the station has'),
    ),
    options: v.record(v.string(), v.union([v.string(), v.number(), v.boolean()])),
    hooks: hooksSchema,
    off: v.pipe(
      v.nullable(faultSchema),
      v.description('The last of too many faults: hooks are switched off until the plugin changes'),
    ),
    traits: v.pipe(
      v.array(v.object({ trait: v.string(), value: v.unknown(), from: v.string() })),
      v.description('Every trait, and whether it comes from the core, the plugin or a variant'),
    ),
  }),
  v.metadata({ ref: 'Fitting' }),
)

/** How a plugin is fitted to a station, as clients see it. */
export function fittingView(fitting: Fitting): v.InferOutput<typeof fittingSchema> {
  const { matched, options, hooks, off, traits } = fitting
  return {
    matched: matched.map((one) => ({ ...one })),
    options: { ...options },
    hooks: { ...hooks },
    off: off === null ? null : faultView(off),
    traits: traits.map((one) => ({ ...one })),
  }
}
