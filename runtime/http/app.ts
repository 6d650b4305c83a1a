import { type ErrorHandler, Hono, type MiddlewareHandler } from 'hono'
import { RegExpRouter } from 'hono/router/reg-exp-router'
import { accessRoutes } from './access.ts'
import { auditRoutes } from './audit.ts'
import { callRoutes } from './calls.ts'
import type { ApiContext } from './context.ts'
import { credentialRoutes } from './credentials.ts'
import { descriptorRoutes } from './descriptors.ts'
import { deviceRoutes } from './devices.ts'
import { docsRoutes, problemRoutes } from './docs.ts'
import { EventFeed, type FeedOptions } from './event_feed.ts'
import { eventRoutes } from './events.ts'
import { fileRoutes } from './files.ts'
import { FoldedRouter } from './folded_router.ts'
import { healthRoutes } from './health.ts'
import { historyRoutes } from './history.ts'
import { itemRoutes } from './items.ts'
import { limitRoutes } from './limits.ts'
import { answerUnmatched } from './methods.ts'
import { metricsRoutes } from './metrics.ts'
import { noticeRoutes } from './notices.ts'
import { openApiRoutes } from './openapi.ts'
import { operationRoutes } from './operations.ts'
import { pluginRoutes } from './plugins.ts'
import type { RuntimePort } from './port.ts'
import { type ApiLog, handleError } from './problems.ts'
import { recordingRoutes } from './recordings.ts'
import { remoteStartRoutes } from './remote_starts.ts'
import { reservationRoutes } from './reservations.ts'
import { stationRoutes } from './stations.ts'
import { tokenRoutes } from './tokens.ts'
import { Traffic } from './traffic.ts'
import { transactionRoutes } from './transactions.ts'
import { variableRoutes } from './variables.ts'

/** Settings of {@link createApp}. */
export interface AppOptions {
  /** Version of the software, shown by `/health` and OpenAPI. */
  readonly version: string
  readonly log?: ApiLog | undefined
  /** Whether `/docs` is served; by default it is. */
  readonly docs?: boolean
  /** Largest body, bytes; by default 1 MiB. */
  readonly bodyLimit?: number
  /** Run in this order before every route; they may answer themselves. Authorization goes here. */
  readonly before?: readonly MiddlewareHandler[]
  /** Ends the event streams, so that the server can close. */
  readonly signal?: AbortSignal
  readonly events?: Omit<FeedOptions, 'log'>
}

/** The HTTP API over a runtime, as a web-standard `fetch` handler. */
export function createApp(port: RuntimePort, options: AppOptions) {
  const { version, log, docs = true, bodyLimit = 1_048_576, before = [], signal } = options
  const api: ApiContext = { port, version, bodyLimit, log }
  const feed = new EventFeed(port, { ...options.events, log })
  signal?.addEventListener('abort', () => feed.close(), { once: true })
  if (signal?.aborted) feed.close()

  const traffic = new Traffic(signal)
  const error: ErrorHandler = (thrown, c) => handleError(thrown, c, { log })
  const router = new FoldedRouter(new RegExpRouter(), {
    notFound: (c) => answerUnmatched(router, c),
    error,
  })
  const root = new Hono({ router })
  root.use(traffic.count)
  for (const middleware of before) root.use(middleware)
  const v1 = new Hono()
    .route('/devices', deviceRoutes(api))
    .route('/devices', itemRoutes(api))
    .route('/devices', historyRoutes(api))
    .route('/events', eventRoutes(feed, port))
    .route('/stations', stationRoutes(api))
    .route('/stations', callRoutes(api))
    .route('/stations', credentialRoutes(api))
    .route('/stations', variableRoutes(api))
    .route('/stations', recordingRoutes(api))
    .route('/stations', operationRoutes(api))
    .route('/stations', reservationRoutes(api))
    .route('/stations', noticeRoutes(api))
    .route('/stations', remoteStartRoutes(api))
    .route('/stations', fileRoutes(api))
    .route('/stations', limitRoutes(api))
    .route('/descriptors', descriptorRoutes(api))
    .route('/plugins', pluginRoutes(api))
    .route('/tokens', tokenRoutes(api))
    .route('/access', accessRoutes(api))
    .route('/transactions', transactionRoutes(api))
    .route('/audit', auditRoutes(api))
    .route(
      '/',
      openApiRoutes(api, () => root),
    )
  const app = root
    .route('/api/v1', v1)
    .route('/', healthRoutes(api))
    .route('/', metricsRoutes(api, { feed, traffic }))
    .route('/', problemRoutes())
  if (docs) app.route('/', docsRoutes())
  // For the app of another program that takes these routes into its own router.
  app.onError(error)
  return app
}

/** The routes of the API as a type, for `hc<App>`. */
export type App = ReturnType<typeof createApp>
