import { problemTypes } from './problem_types.ts'
import { needOfRoute } from './roles.ts'

interface Described {
  readonly description?: string | undefined
  readonly responses?: object | undefined
}

const content = {
  'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
}

/** How a token is sent, for `components` of OpenAPI. */
export const securitySchemes = {
  bearer: {
    type: 'http' as const,
    scheme: 'bearer',
    description: 'An access token of `ddf token create`; as long as there is none, none is needed.',
  },
}

/** An operation of OpenAPI with the role that it needs and what it answers without. */
export function withAccess<T extends Described>(
  operation: T,
  { method, path }: { readonly method: string; readonly path: string },
): T {
  const need = needOfRoute(method.toUpperCase(), path.replaceAll(/\{(\w+)\}/g, ':$1'))
  if (need === 'open') return { ...operation, security: [] }
  const role = `Needs the role \`${need}\`.`
  const { description, responses } = operation
  return {
    ...operation,
    description: description === undefined ? role : `${description} ${role}`,
    responses: { ...responses, ...refusals() },
  }
}

function refusals(): Record<string, object> {
  const answer = (...names: readonly (keyof typeof problemTypes)[]) => ({
    description: names.map((name) => `\`${name}\`: ${problemTypes[name].meaning}`).join('\n\n'),
    content,
  })
  return {
    401: answer('unauthorized'),
    403: answer('forbidden', 'foreign-host'),
    429: answer('too-many-requests'),
  }
}
