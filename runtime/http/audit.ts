import { Hono } from 'hono'
import * as v from 'valibot'
import { auditEntrySchema } from '../audit/entry.ts'
import type { ApiContext } from './context.ts'
import { describeQuery } from './describe.ts'
import { pageQuery } from './page.ts'

const time = v.pipe(
  v.string(),
  v.check(
    (text) => /^\d{4}-\d\d/.test(text) && !Number.isNaN(Date.parse(text)),
    'must be ISO 8601',
  ),
)
const optional = (description: string) => v.optional(v.pipe(v.string(), v.description(description)))

const auditQuery = v.object({
  limit: v.optional(v.unwrap(pageQuery.entries.limit), '100'),
  before: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^\d{1,17}$/, 'must be the id of an entry'),
      v.description('Goes on with what was before this entry; taken from the header `Link`'),
    ),
  ),
  who: optional('Only what this token did, by name or id; `local` for what needed none'),
  target: optional('Only what was done at paths that hold this text, such as a station'),
  from: v.optional(v.pipe(time, v.description('Only what was done since'))),
  to: v.optional(v.pipe(time, v.description('Only what was done before'))),
  outcome: v.optional(
    v.pipe(
      v.picklist(['ok', 'failed'], 'must be ok or failed'),
      v.description('`ok` = the status of the answer is below 400'),
    ),
  ),
})

const entry = v.pipe(auditEntrySchema, v.metadata({ ref: 'AuditEntry' }))

/** Who did what: `/audit`. */
export function auditRoutes({ port }: ApiContext) {
  return new Hono().get(
    '/',
    describeQuery(auditQuery, {
      tag: 'Access',
      id: 'listAudit',
      summary: 'Who did what, when, and what came of it',
      description:
        'Every request that does more than look, refused ones too; the newest first. Secrets are masked.',
      answers: { 200: { description: 'The entries', schema: v.array(entry) } },
    }),
    async (c) => {
      const { limit, before, from, to, ...rest } = c.req.valid('query')
      const filter = { ...rest, before, from: ms(from), to: ms(to) }
      const found = await port.audit.find(filter, limit + 1)
      const part = found.slice(0, limit)
      const last = part.at(-1)
      if (last !== undefined && found.length > limit) {
        const next = new URLSearchParams(c.req.query())
        next.set('before', last.id)
        c.header('link', `<${c.req.path}?${next}>; rel="next"`)
      }
      return c.json(part)
    },
  )
}

function ms(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Date.parse(text)
}
