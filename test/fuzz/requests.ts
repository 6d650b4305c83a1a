import type { Kind } from './kinds.ts'
import { garbled, mutated } from './mutate.ts'

const words = [
  'FUZZ-0',
  'FUZZ-0:1',
  'cps',
  'currentSet',
  '9',
  'ocpp-general',
  'Reset',
  'x',
  '..',
  '%2e%2e%2f',
  '%00',
  '__proto__',
]
const places = [
  '/api/v1/devices',
  '/api/v1/devices/*',
  '/api/v1/devices/*/items',
  '/api/v1/devices/*/items/*',
  '/api/v1/devices/*/items/*/why',
  '/api/v1/devices/*/items/*/history',
  '/api/v1/stations',
  '/api/v1/stations/*',
  '/api/v1/stations/*/calls/*',
  '/api/v1/stations/*/variables',
  '/api/v1/stations/*/recording',
  '/api/v1/stations/*/credentials',
  '/api/v1/stations/*/files',
  '/api/v1/stations/*/operations',
  '/api/v1/transactions',
  '/api/v1/transactions/*',
  '/api/v1/tokens/*',
  '/api/v1/access',
  '/api/v1/access/*',
  '/api/v1/audit',
  '/api/v1/descriptors/*',
  '/api/v1/events',
  '/health',
  '/metrics',
  '/*',
  '/problems/*',
]
const bodies: readonly unknown[] = [
  { value: 16 },
  { value: 'x' },
  { type: 'Soft' },
  { status: 'Accepted', expiry: '2030-01-01T00:00:00Z' },
  { role: 'read', name: 'x' },
  { key: 'HeartbeatInterval', value: '1' },
  { HeartbeatInterval: 60 },
  {},
  [],
  { password: '0123456789abcdef', profile: 1 },
]
const methods = ['GET', 'GET', 'PUT', 'PUT', 'POST', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD']
const queries = [
  '',
  '',
  '',
  '?limit=1',
  '?limit=0',
  '?from=x',
  '?after=1',
  '?a&a',
  '?%=%',
  '?limit=1&limit=2',
  '?before=1',
]

/** Requests of HTTP: every one gets an answer that makes sense, never a fault of the server. */
export const requestKind: Kind = {
  name: 'requests',
  weight: 120,
  make(random) {
    const path = random
      .pick(places)
      .replaceAll('*', () =>
        random.once(4)
          ? encodeURI(garbled(random.pick(words), random).replace(/[\ud800-\udfff]/g, '_'))
          : random.pick(words),
      )
    const body = mutated(random.pick(bodies), random)
    const text = JSON.stringify(body) ?? ''
    return JSON.stringify({
      method: random.pick(methods),
      path: path + random.pick(queries),
      type: random.pick(['application/json', 'application/json', 'text/plain', 'x', '']),
      body: random.once(5) ? garbled(text, random) : text,
    })
  },
  async run(input, { app }) {
    const { method, path, type, body } = JSON.parse(input)
    const hasBody = method !== 'GET' && method !== 'HEAD'
    let request: Request
    try {
      request = new Request(`http://127.0.0.1${path}`, {
        method,
        headers: { 'content-type': type },
        ...(hasBody ? { body } : {}),
      })
    } catch {
      // No client could send it like this; the raw requests are for that.
      return undefined
    }
    const response = await app.fetch(request)
    const { status, headers } = response
    const contentType = headers.get('content-type') ?? ''
    if (contentType.startsWith('text/event-stream')) {
      await response.body?.cancel()
      return undefined
    }
    const text = await response.text()
    const expected = [502, 503, 504, 507].includes(status)
    if (status >= 500 && !expected) return `${status} ${text.slice(0, 200)}`
    if (status >= 300 && method !== 'HEAD' && !contentType.includes('problem+json')) {
      return `${status} without a problem document`
    }
    const isTrace = /node_modules|\.[jt]s:\d+:\d+/.test(text)
    return isTrace ? `a stack trace: ${text.slice(0, 200)}` : undefined
  },
}
