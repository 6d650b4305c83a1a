import { Hono } from 'hono'
import * as v from 'valibot'
import { operationKinds, operationStates } from '../model.ts'
import type { OperationView } from '../station/operation.ts'
import type { ApiContext } from './context.ts'
import { describe, describeQuery } from './describe.ts'
import { page, pageQuery } from './page.ts'
import type { OperationPort } from './ports/operations.ts'
import { Problem, quoted } from './problems.ts'
import { maskFrame } from './secrets.ts'
import { stationOf, stationPath } from './stations.ts'
import { isoTime } from './time.ts'

const operation = {
  n: v.pipe(v.number(), v.integer(), v.description('Number within the station, from 1')),
  kind: v.picklist(operationKinds),
  action: v.pipe(
    v.nullable(v.string()),
    v.description('The call that began it; null where the station told of it unasked'),
  ),
  request: v.pipe(
    v.nullable(v.number()),
    v.description('Its `requestId`, where the version has one'),
  ),
  state: v.pipe(
    v.picklist(operationStates),
    v.description(
      '`asked` until the station answers; `refused`, or `running` until it is `done` or `failed`; ' +
        '`unanswered` when no answer came, `canceled` when another took its place, `lost` when the ' +
        'station booted meanwhile or told nothing more of it: for 10 minutes of reports and the ' +
        'like, for a day of logs, for a week of firmware and certificates',
    ),
  ),
  answer: v.pipe(
    v.nullable(v.string()),
    v.description('Status of the answer, or code of the error'),
  ),
  words: v.pipe(
    v.array(v.object({ status: v.string(), at: v.nullable(v.string()) })),
    v.description('Status words that the station reported, in order'),
  ),
  parts: v.pipe(
    v.number(),
    v.integer(),
    v.description('Messages with a part of what was asked for'),
  ),
  startedAt: v.nullable(v.string()),
  finishedAt: v.nullable(v.string()),
  location: v.pipe(v.nullable(v.string()), v.description('URL of the file; passwords are masked')),
  file: v.pipe(
    v.nullable(v.string()),
    v.description('Id of the file under `/stations/{id}/files`, if it lies here'),
  ),
  fileName: v.pipe(v.nullable(v.string()), v.description('What the station calls its file')),
}

/** An operation of the list. */
export const operationSchema = v.pipe(v.object(operation), v.metadata({ ref: 'Operation' }))

/** An operation by itself. */
export const operationDetailSchema = v.pipe(
  v.object({
    ...operation,
    payload: v.pipe(v.unknown(), v.description('Payload of the call; secrets are masked')),
    data: v.pipe(
      v.array(v.unknown()),
      v.description(
        'Entries of the parts, as the station sent them; those of reports are variables, which ' +
          'stand under `/stations/{id}/variables`',
      ),
    ),
    truncated: v.pipe(v.boolean(), v.description('Whether there were more than are kept')),
  }),
  v.metadata({ ref: 'OperationDetail' }),
)

const path = { ...stationPath, n: 'Number of the operation' }

/** What a station does for longer than one answer: `/stations/:id/operations`. */
export function operationRoutes({ port }: ApiContext) {
  return new Hono()
    .get(
      '/:id/operations',
      describeQuery(pageQuery, {
        tag: 'Operations',
        id: 'listOperations',
        summary: 'What takes a station long, and how it stands',
        description:
          'Firmware, logs, reports, customer information, display messages, charging profiles, ' +
          'certificates; also what the station tells of unasked. The last 40 are kept.',
        path: stationPath,
        answers: {
          200: { description: 'Operations, oldest first', schema: v.array(operationSchema) },
        },
        problems: ['unknown-station'],
      }),
      (c) => {
        const { id } = stationOf(port, c.req.param('id'))
        const query = c.req.valid('query')
        const part = page(c, port.operations(id), { ...query, keyOf: ({ n }) => String(n) })
        return c.json(part.map((one) => operationView(one, port)))
      },
    )
    .get(
      '/:id/operations/:n',
      describe({
        tag: 'Operations',
        id: 'getOperation',
        summary: 'One operation, in full',
        path,
        answers: { 200: { description: 'The operation', schema: operationDetailSchema } },
        problems: ['unknown-station', 'unknown-operation'],
      }),
      (c) => {
        const { id } = stationOf(port, c.req.param('id'))
        const n = c.req.param('n')
        const found = /^\d{1,9}$/.test(n) ? port.operation(id, Number(n)) : undefined
        if (found === undefined) {
          const detail = `Station "${id}" has no operation ${quoted(n)}`
          throw new Problem('unknown-operation', detail)
        }
        return c.json(operationDetailView(found, port))
      },
    )
}

function operationView(
  found: OperationView,
  port: OperationPort,
): v.InferOutput<typeof operationSchema> {
  const { n, kind, action, request, state, answer, words, parts, location, fileName } = found
  return {
    n,
    kind,
    action,
    request,
    state,
    answer,
    words: words.map(({ status, at }) => ({ status, at: isoTime(at) })),
    parts,
    startedAt: isoTime(found.startedAt),
    finishedAt: isoTime(found.finishedAt),
    location: location === null ? null : withoutSecrets(location),
    file: port.fileOfOperation(found),
    fileName,
  }
}

function operationDetailView(
  found: OperationView,
  port: OperationPort,
): v.InferOutput<typeof operationDetailSchema> {
  const payload: unknown = JSON.parse(withoutSecrets(maskFrame(JSON.stringify(found.payload))))
  return {
    ...operationView(found, port),
    payload,
    data: [...found.data],
    truncated: found.truncated,
  }
}

/** Many a file server is named with its password in the URL, and our own with a key. */
function withoutSecrets(text: string): string {
  return text
    .replaceAll(/(:\/\/)[^/@\s"]*@/g, '$1***@')
    .replaceAll(/(\/files\/)[0-9a-f]{32}/g, '$1***')
}
