import * as v from 'valibot'
import { changeSchema, valueSchema } from './item_view.ts'
import type { ItemState, ItemWhy } from './port.ts'
import { maskFrame } from './secrets.ts'
import { isoTime } from './time.ts'

const { key, id, value, quality, at } = changeSchema.pipe[0].entries

/** Where the value of an item comes from. */
export const whySchema = v.pipe(
  v.object({
    key,
    id,
    value,
    quality,
    at,
    rule: v.pipe(
      v.nullable(v.pipe(v.number(), v.integer())),
      v.description('Index in `chain` of the rule that gave the value; null when none did'),
    ),
    chain: v.pipe(
      v.array(
        v.object({
          read: v.pipe(v.unknown(), v.description('The rule, as in the descriptor')),
          result: v.nullable(valueSchema),
          steps: v.pipe(v.array(v.string()), v.description('What was done to get there')),
        }),
      ),
      v.description('The rules of `read` in order, with what each of them gives'),
    ),
    frames: v.pipe(
      v.array(v.object({ action: v.string(), at: v.string(), frame: v.string() })),
      v.description('Last frame of each action behind the facts used, as the station sent it'),
    ),
    plugin: v.pipe(
      v.nullable(
        v.object({
          name: v.string(),
          traits: v.record(v.string(), v.unknown()),
          repairs: v.record(v.string(), v.number()),
        }),
      ),
      v.description(
        'The plugin that frames of the station go through: what it says of samples, and how many ' +
          'messages each of its hooks changed',
      ),
    ),
  }),
  v.metadata({ ref: 'ItemWhy' }),
)

/** Where the value of an item comes from, with secrets masked. */
export function whyView(state: ItemState, why: ItemWhy): v.InferOutput<typeof whySchema> {
  return {
    key: state.item.key,
    id: state.item.id ?? null,
    value: state.value,
    quality: state.quality,
    at: isoTime(state.at),
    rule: why.rule,
    chain: why.chain.map(({ read, result, steps }) => ({ read, result, steps: [...steps] })),
    frames: why.frames.map(({ action, at, frame }) => ({ action, at, frame: maskFrame(frame) })),
    plugin: why.plugin,
  }
}
