import * as v from 'valibot'

const value = v.union([v.string(), v.number(), v.boolean()])

/** What is stored of the items of a device that are written; another form gets another version. */
export const itemsDocument = v.object({
  version: v.literal(1),
  items: v.record(
    v.string(),
    v.object({
      /** What the item shows, and since when, ms since the epoch. */
      written: v.optional(v.object({ value, at: v.number() })),
      /** What is sent when the station is back. */
      restore: v.optional(value),
    }),
  ),
})
