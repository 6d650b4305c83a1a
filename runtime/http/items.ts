import { type Context, Hono, type TypedResponse } from 'hono'
import * as v from 'valibot'
import { nearest } from '../nearest.ts'
import type { ApiContext } from './context.ts'
import { describe, usualHeaders } from './describe.ts'
import { deviceOf, devicePath } from './devices.ts'
import { headerOf } from './incoming.ts'
import { itemText } from './item_text.ts'
import { itemSchema, type itemView } from './item_view.ts'
import { negotiate } from './negotiate.ts'
import type { DeviceState, ItemState } from './port.ts'
import { Problem, quoted } from './problems.ts'
import { whySchema, whyView } from './why.ts'
import { answerWrite, fromText, receiptSchema, writeSchema, writtenValue } from './write.ts'

/** Meaning of the names in the path of an item. */
export const itemPath = { ...devicePath, item: 'Key or published id of the item' }
const text = v.pipe(v.string(), v.description('The bare value; empty when never seen'))

/** Items of a device: `/devices/:address/items`. */
export function itemRoutes({ port, bodyLimit }: ApiContext) {
  return new Hono()
    .get(
      '/:address/items',
      describe({
        tag: 'Items',
        id: 'listItems',
        summary: 'All items of a device',
        path: devicePath,
        answers: { 200: { description: 'The items', schema: v.array(itemSchema) } },
        problems: ['unknown-device'],
        ownHeaders: true,
      }),
      (c) => {
        const texts = deviceOf(port, c.req.param('address')).items().map(itemText)
        return asJson<ItemView[]>(`[${texts.join(',')}]`, jsonHeaders)
      },
    )
    .get(
      '/:address/items/:item',
      describe({
        tag: 'Items',
        id: 'readItem',
        summary: 'One item',
        description:
          'With `Accept: text/plain` the bare value (empty when never seen) with the header ' +
          '`x-quality`. A key wins over an id.',
        path: itemPath,
        answers: {
          200: { description: 'The item', schema: itemSchema, also: { 'text/plain': text } },
        },
        problems: ['shared-id', 'unknown-device', 'unknown-item', 'not-acceptable'],
        ownHeaders: true,
      }),
      (c) => {
        const device = deviceOf(port, c.req.param('address'))
        const state = itemOf(device, c.req.param('item'))
        if (answerType(c) === 'text/plain') return asText(state)
        return asJson<ItemView>(itemText(state), itemHeaders)
      },
    )
    .put(
      '/:address/items/:item',
      describe({
        tag: 'Items',
        id: 'writeItem',
        summary: 'Write an item',
        description:
          'Answers when the station has answered. The items that report the effect change when ' +
          'the station reports it.',
        path: itemPath,
        body: { 'application/json': writeSchema, 'text/plain': text },
        answers: {
          200: { description: 'Accepted by the station', schema: receiptSchema },
          202: { description: 'Kept and sent later; `kept` says why', schema: receiptSchema },
        },
        problems: [
          'shared-id',
          'malformed-body',
          'unknown-device',
          'unknown-item',
          'read-only',
          'refused',
          'not-possible',
          'too-large',
          'unsupported-media-type',
          'invalid-body',
          'not-allowed',
          'offline',
          'replaced',
          'timeout',
        ],
      }),
      writtenValue(bodyLimit),
      async (c) => {
        const device = deviceOf(port, c.req.param('address'))
        const state = itemOf(device, c.req.param('item'))
        const body = c.req.valid('json')
        const value = body.text ? fromText(state.item, String(body.value)) : body.value
        const { signal } = c.req.raw
        const result = await port.write(device.address, state.item.key, value, { signal })
        const { status, receipt } = answerWrite(result, { device, item: state.item })
        return c.json(receipt, status)
      },
    )
    .get(
      '/:address/items/:item/why',
      describe({
        tag: 'Items',
        id: 'explainItem',
        summary: 'Why an item has its value',
        path: itemPath,
        answers: { 200: { description: 'Rules and frames behind the value', schema: whySchema } },
        problems: ['shared-id', 'unknown-device', 'unknown-item'],
      }),
      (c) => {
        const device = deviceOf(port, c.req.param('address'))
        const state = itemOf(device, c.req.param('item'))
        return c.json(whyView(state, device.why(state.item.key)))
      },
    )
}

/** The item a path names. @throws Problem */
export function itemOf(device: DeviceState, keyOrId: string): ItemState {
  const found = device.find(keyOrId)
  const [first] = found
  if (first === undefined) throw unknownItem(device, keyOrId)
  if (found.length === 1) return first
  const exact = found.find((state) => state.item.key === keyOrId)
  if (exact !== undefined) return exact
  const base = `/api/v1/devices/${encodeURIComponent(device.address)}/items/`
  const keys = found.map((state) => state.item.key)
  throw new Problem('shared-id', `Id ${quoted(keyOrId)} belongs to ${keys.join(' and ')}`, {
    candidates: keys.map((key) => ({ key, href: base + key })),
  })
}

type ItemView = ReturnType<typeof itemView>

const jsonHeaders = { ...usualHeaders, 'content-type': 'application/json' }
const itemHeaders = { ...jsonHeaders, vary: 'accept' }

// Headers as a plain object, which the server sends as they are: this is asked more than all else.
function asJson<T>(text: string, headers: Record<string, string>) {
  const response: Response = new Response(text, { headers })
  return response as Response & TypedResponse<T, 200, 'json'>
}

function asText({ value, quality }: ItemState) {
  const type = 'text/plain; charset=UTF-8'
  const headers = { ...usualHeaders, 'content-type': type, vary: 'accept', 'x-quality': quality }
  const response: Response = new Response(value === null ? '' : String(value), { headers })
  return response as Response & TypedResponse<string, 200, 'text'>
}

function unknownItem(device: DeviceState, keyOrId: string): Problem {
  const keys = new Set(device.items().map((state) => state.item.key))
  const candidates: string[] = []
  for (let word = nearest(keyOrId, keys); word && candidates.length < 3; ) {
    candidates.push(word)
    keys.delete(word)
    word = nearest(keyOrId, keys)
  }
  const hint = candidates.length > 0 ? `; did you mean "${candidates[0]}"?` : ''
  const detail = `Device "${device.address}" has no item ${quoted(keyOrId)}${hint}`
  return new Problem('unknown-item', detail, { candidates })
}

function answerType(c: Context) {
  const offered = ['application/json', 'text/plain'] as const
  const type = negotiate(headerOf(c, 'accept'), offered)
  if (type !== undefined) return type
  const accept = quoted(headerOf(c, 'accept') ?? '')
  throw new Problem('not-acceptable', `An item cannot be answered as ${accept}`, {
    allowed: offered,
  })
}
