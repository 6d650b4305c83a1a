import type { MiddlewareHandler } from 'hono'
import * as v from 'valibot'
import type { Item } from '../descriptor/schema.ts'
import type { ItemValue } from '../model.ts'
import { valueSchema } from './item_view.ts'
import { offline } from './offline.ts'
import type { DeviceState, WriteResult } from './port.ts'
import { Problem } from './problems.ts'
import { checkBody, isJson, mediaType, parseJson, readText, requireMediaType } from './request.ts'
import { isoTime } from './time.ts'

/** Body of a write. */
export const writeSchema = v.pipe(
  v.strictObject({ value: v.pipe(valueSchema, v.description('The value to set')) }),
  v.metadata({ ref: 'ItemWrite' }),
)

/** Answer to an accepted write. */
export const receiptSchema = v.pipe(
  v.object({
    accepted: v.literal(true),
    value: valueSchema,
    calls: v.pipe(
      v.array(v.object({ action: v.string(), status: v.string() })),
      v.description('OCPP calls made for it, in order, with the answers of the station'),
    ),
    kept: v.optional(
      v.pipe(
        v.picklist(['minInterval', 'offline', 'transaction']),
        v.description(
          'Why it is sent later: writes came too fast, the station is offline, or no transaction runs',
        ),
      ),
    ),
    sendAt: v.optional(
      v.pipe(v.nullable(v.string()), v.description('When it is sent; null when not known')),
    ),
  }),
  v.metadata({ ref: 'Receipt' }),
)

interface ValueInput {
  in: { json: v.InferInput<typeof writeSchema> }
  out: { json: v.InferOutput<typeof writeSchema> & { text?: true } }
}

/** Reads the value to write, from `{ "value": … }` or from plain text. */
export function writtenValue(limit: number): MiddlewareHandler<object, string, ValueInput> {
  return async (c, next) => {
    const type = mediaType(c)
    const isText = type === 'text/plain'
    requireMediaType(c, () => isText || isJson(type), ['application/json', 'text/plain'])
    const body = await readText(c, limit)
    const value = isText
      ? { value: body, text: true as const }
      : checkBody(writeSchema, parseJson(body))
    c.req.addValidatedData('json', value)
    await next()
  }
}

/** The value meant by plain text for an item; text that fits no type stays text, to be refused. */
export function fromText(item: Item, text: string): ItemValue {
  if (item.type === 'string' || item.type === 'datetime') return text.replace(/\r?\n$/, '')
  const trimmed = text.trim()
  if (item.type === 'boolean') {
    return trimmed === 'true' ? true : trimmed === 'false' ? false : text
  }
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed) ? Number(trimmed) : text
}

/** The answer to a write, or the problem that it met. */
export function answerWrite(
  result: WriteResult,
  { device, item }: { readonly device: DeviceState; readonly item: Item },
): { status: 200 | 202; receipt: v.InferOutput<typeof receiptSchema> } {
  const { kind } = result
  const { station } = device
  if (kind === 'done' || kind === 'kept') {
    const calls = result.calls.map(({ action, status }) => ({ action, status }))
    const receipt = { accepted: true as const, value: result.value, calls }
    if (kind === 'done') return { status: 200, receipt }
    return {
      status: 202,
      receipt: { ...receipt, kept: result.why, sendAt: isoTime(result.sendAt) },
    }
  }
  if (kind === 'readonly') {
    const why = item.direction === 'IN' ? 'is reported by the station (IN)' : 'has no write rule'
    throw new Problem('read-only', `Item "${item.key}" ${why}`, {
      headers: { allow: 'GET' },
    })
  }
  if (kind === 'not-allowed') {
    throw new Problem('not-allowed', result.detail, { allowed: result.allowed })
  }
  if (kind === 'refused') {
    const { status, calls, detail } = result
    const last = calls.at(-1)
    const reason =
      detail ?? `Station "${station}" answered "${status}"${last ? ` to ${last.action}` : ''}`
    throw new Problem('refused', reason, { answer: status, calls })
  }
  if (kind === 'impossible') throw new Problem('not-possible', result.detail)
  if (kind === 'offline') {
    throw offline(station, result)
  }
  const detail = `Station "${station}" did not answer ${result.action} in time`
  throw new Problem('timeout', detail, { action: result.action })
}
