import type { Context } from 'hono'
import { matchedRoutes } from 'hono/route'
import type { Role } from '../access/roles.ts'

/** What a route asks for; `open` = nothing at all. */
export type Need = Role | 'open'

/** Roles for the routes from a path on: to look (GET, HEAD, OPTIONS), and for all else. */
interface RouteClass {
  readonly path: string
  readonly look: Need
  readonly change: Need
}

/**
 * Which role which route needs: the row with the longest path that begins a route counts, and a route
 * that no row knows needs `admin`.
 */
export const routeClasses: readonly RouteClass[] = [
  // For whoever watches over the process; they tell nothing of stations.
  { path: '/health', look: 'open', change: 'admin' },
  { path: '/ready', look: 'open', change: 'admin' },
  // The same for everybody, and a browser loads a page without a token.
  { path: '/docs', look: 'open', change: 'admin' },
  { path: '/problems', look: 'open', change: 'admin' },
  { path: '/metrics', look: 'read', change: 'admin' },
  { path: '/api/v1/openapi.json', look: 'read', change: 'admin' },
  { path: '/api/v1/devices', look: 'read', change: 'admin' },
  { path: '/api/v1/devices/:address/items', look: 'read', change: 'control' },
  { path: '/api/v1/events', look: 'read', change: 'admin' },
  { path: '/api/v1/stations', look: 'read', change: 'admin' },
  { path: '/api/v1/stations/:id/calls', look: 'read', change: 'control' },
  { path: '/api/v1/stations/:id/variables', look: 'read', change: 'control' },
  { path: '/api/v1/stations/:id/credentials', look: 'admin', change: 'admin' },
  { path: '/api/v1/stations/:id/limits', look: 'read', change: 'control' },
  // What a station tells of its customers is among them.
  { path: '/api/v1/stations/:id/operations', look: 'control', change: 'admin' },
  { path: '/api/v1/stations/:id/notices', look: 'control', change: 'admin' },
  { path: '/api/v1/stations/:id/uploads', look: 'read', change: 'control' },
  // What a station writes down of itself may tell more than it should.
  { path: '/api/v1/stations/:id/files', look: 'control', change: 'admin' },
  { path: '/api/v1/transactions', look: 'read', change: 'control' },
  { path: '/api/v1/descriptors', look: 'read', change: 'admin' },
  { path: '/api/v1/plugins', look: 'read', change: 'admin' },
  // Whoever knows the number of a card can charge with it.
  { path: '/api/v1/tokens', look: 'admin', change: 'admin' },
  { path: '/api/v1/access', look: 'admin', change: 'admin' },
  { path: '/api/v1/audit', look: 'admin', change: 'admin' },
]

const looks = ['GET', 'HEAD', 'OPTIONS']

/** What a request needs: the class of the route it meets; where it meets none, any token will do. */
export function needOf(c: Context): Need {
  const route = matchedRoutes(c).findLast(({ method }) => method !== 'ALL')
  if (route === undefined) return 'read'
  return needOfRoute(c.req.method, route.path)
}

/** What a route needs, by its pattern. */
export function needOfRoute(method: string, pattern: string): Need {
  const found = classOf(pattern)
  if (found === undefined) return 'admin'
  return looks.includes(method) ? found.look : found.change
}

const classes = new Map<string, RouteClass | null>()

/** The row for a route, by its pattern; there are as many patterns as routes, so each is looked up once. */
export function classOf(pattern: string): RouteClass | undefined {
  let found = classes.get(pattern)
  if (found === undefined) {
    found = bestFor(pattern) ?? null
    classes.set(pattern, found)
  }
  return found ?? undefined
}

function bestFor(pattern: string): RouteClass | undefined {
  let best: RouteClass | undefined
  for (const row of routeClasses) {
    const covers = pattern === row.path || pattern.startsWith(`${row.path}/`)
    if (covers && row.path.length > (best?.path.length ?? 0)) best = row
  }
  return best
}
