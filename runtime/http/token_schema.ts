import * as v from 'valibot'
import type { Token } from './port.ts'
import { isoTime } from './time.ts'

// Control characters cannot be shown and no reader sends them.
/** What an idTag may be. */
export const legalIdTag = /^[^\p{Cc}]{1,255}$/u

const status = v.picklist(['Accepted', 'Blocked', 'Expired', 'Invalid'])
const expiry = v.pipe(v.string(), v.description('ISO 8601; the card is refused after it'))
const parent = v.pipe(v.string(), v.description('idTag of the group it belongs to'))

/** A card. */
export const tokenSchema = v.pipe(
  v.object({
    idTag: v.string(),
    status,
    expiry: v.nullable(expiry),
    parent: v.nullable(parent),
    note: v.nullable(v.string()),
  }),
  v.metadata({ ref: 'Token' }),
)

const members = {
  status: v.optional(status, 'Accepted'),
  expiry: v.nullish(
    v.pipe(
      expiry,
      v.check(
        (text) => /^\d{4}-\d\d-\d\dT/.test(text) && !Number.isNaN(Date.parse(text)),
        'Invalid time: expected ISO 8601, for example "2030-12-31T23:59:59Z"',
      ),
    ),
  ),
  parent: v.nullish(v.pipe(parent, v.regex(legalIdTag, 'Invalid idTag'))),
  note: v.nullish(v.pipe(v.string(), v.maxLength(1000))),
}

/** What is put under an idTag. */
export const tokenBody = v.pipe(v.strictObject(members), v.metadata({ ref: 'TokenWrite' }))

/** One card of a list that is imported. */
export const tokenEntry = v.pipe(
  v.strictObject({
    idTag: v.pipe(
      v.string(),
      v.regex(legalIdTag, 'Invalid idTag: expected 1 to 255 characters, no control characters'),
    ),
    ...members,
  }),
  v.metadata({ ref: 'TokenEntry' }),
)

/** The members of a card in the order of a CSV file. */
export const tokenColumns = ['idTag', 'status', 'expiry', 'parent', 'note'] as const

/** A card as it is kept. */
export function tokenFrom(
  idTag: string,
  { status, expiry, parent, note }: v.InferOutput<typeof tokenBody>,
): Token {
  return {
    idTag,
    status,
    ...(expiry ? { expiry: Date.parse(expiry) } : {}),
    ...(parent ? { parent } : {}),
    ...(note ? { note } : {}),
  }
}

/** A card as it is shown. */
export function tokenView(token: Token): v.InferOutput<typeof tokenSchema> {
  const { idTag, status, expiry, parent, note } = token
  return { idTag, status, expiry: isoTime(expiry), parent: parent ?? null, note: note ?? null }
}
