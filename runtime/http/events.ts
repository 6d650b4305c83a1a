import { Hono } from 'hono'
import * as v from 'valibot'
import { callerOf } from './authorize.ts'
import { describeQuery } from './describe.ts'
import type { EventFeed } from './event_feed.ts'
import { eventFilter } from './event_filter.ts'
import type { AccessPort } from './ports/access.ts'
import { Problem } from './problems.ts'

const list = (description: string) =>
  v.optional(
    v.pipe(
      v.union([v.string(), v.array(v.string())]),
      v.transform((given) => (typeof given === 'string' ? [given] : given)),
      v.array(v.string()),
      v.maxLength(1000, 'must be repeated at most 1000 times'),
      v.description(description),
    ),
  )

const eventQuery = v.object({
  address: list('Only this device; `station:*` for all of a station; may be repeated'),
  key: list('Only the item with this key; may be repeated'),
  snapshot: v.optional(
    v.pipe(
      v.picklist(['0', '1', 'true', 'false'], 'must be 1 or 0'),
      v.description('1 = begin with all present values'),
    ),
  ),
  lastEventId: v.optional(
    v.pipe(
      v.string(),
      v.description('As the header `Last-Event-ID`, for clients that cannot set it'),
    ),
  ),
})

const headers = {
  'content-type': 'text/event-stream',
  // Asks a proxy in front not to collect the stream.
  'x-accel-buffering': 'no',
}

/** Changes of items as server-sent events: `/events`. */
export function eventRoutes(feed: EventFeed, { access }: AccessPort) {
  return new Hono().get(
    '/',
    describeQuery(eventQuery, {
      tag: 'Events',
      id: 'watchItems',
      summary: 'Changes as they happen',
      description:
        'Server-sent events: `event: item` with the JSON of `ItemChange` as data. After a break a ' +
        'client sends the last id as `Last-Event-ID` and gets what it missed; when that is gone, ' +
        '`event: reset` and the present values. A client that reads too slowly is disconnected. ' +
        'Events of a snapshot carry no id; the position follows them. `event: security` tells with ' +
        'a `SecurityEvent` of refused connections, takeovers and the like, where no `key` is asked ' +
        'for. The stream ends when the token expires or is revoked.',
      answers: {
        200: { description: 'The events', schema: v.string(), type: 'text/event-stream' },
      },
      problems: ['not-ready'],
    }),
    (c) => {
      const { address = [], key = [], snapshot, lastEventId } = c.req.valid('query')
      const filter = eventFilter(address, key)
      // A HEAD request ends with the headers, so it must not become a reader.
      if (c.req.method === 'HEAD') return c.body(null, 200, headers)
      const token = callerOf(c)?.id ?? null
      const stream = feed.subscribe({
        filter,
        lastId: c.req.header('last-event-id') ?? lastEventId,
        snapshot: snapshot === '1' || snapshot === 'true',
        mayRead: () => (token === null ? !access.configured : access.holds(token)),
      })
      if (stream === undefined) throw new Problem('not-ready', 'The server is shutting down')
      return c.body(stream, 200, headers)
    },
  )
}
