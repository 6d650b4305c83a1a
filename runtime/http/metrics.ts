import process from 'node:process'
import { Hono } from 'hono'
import * as v from 'valibot'
import type { ApiContext } from './context.ts'
import { describe } from './describe.ts'
import type { EventFeed } from './event_feed.ts'
import { type Metric, metricsText, metricsType, type Sample } from './metrics_text.ts'
import type { RuntimePort } from './port.ts'
import type { Traffic } from './traffic.ts'

/** What only the API itself knows. */
interface Own {
  readonly feed: EventFeed
  readonly traffic: Traffic
}

/**
 * Figures for Prometheus: `/metrics`. No label is a station or anything else that clients may make
 * up, so their number is bounded.
 */
export function metricsRoutes({ port, version }: ApiContext, own: Own) {
  const start = port.clock.now()
  return new Hono().get(
    '/metrics',
    describe({
      tag: 'Health',
      id: 'getMetrics',
      summary: 'Figures in the text format of Prometheus',
      answers: { 200: { description: 'The figures', schema: v.string(), type: 'text/plain' } },
    }),
    (c) => {
      const process = processMetrics(version, (port.clock.now() - start) / 1000)
      const all = [...process, ...stationMetrics(port), ...ownMetrics(port, own)]
      return c.body(metricsText(all), 200, { 'content-type': metricsType })
    },
  )
}

function processMetrics(version: string, uptime: number): Metric[] {
  const { rss, heapUsed } = process.memoryUsage()
  return [
    gauge('ddf_info', 'Version of the software', [[{ version }, 1]]),
    gauge('ddf_uptime_seconds', 'Time since the start', [[{}, uptime]]),
    gauge('ddf_memory_bytes', 'Memory of the process', [
      [{ kind: 'rss' }, rss],
      [{ kind: 'heap' }, heapUsed],
    ]),
  ]
}

function stationMetrics(port: RuntimePort): Metric[] {
  const stations = port.stations()
  const online = stations.filter((station) => station.online).length
  const { received, sent } = port.frameCounts()
  const repairs = new Map<string, number>()
  for (const station of stations) {
    for (const [name, count] of Object.entries(station.repairs)) {
      const kind = name.split(':', 1)[0] ?? name
      const label = /^[a-zA-Z-]{1,30}$/.test(kind) ? kind : 'other'
      repairs.set(label, (repairs.get(label) ?? 0) + count)
    }
  }
  const plugins = port.plugins()
  const history = port.historyCounts()
  return [
    gauge('ddf_stations', 'Stations known, by whether they are connected', [
      [{ state: 'online' }, online],
      [{ state: 'offline' }, stations.length - online],
    ]),
    gauge('ddf_devices', 'Devices known', [[{}, port.devices().length]]),
    ...(history === undefined
      ? []
      : [
          gauge('ddf_history_series', 'Items with a history', [[{}, history.series]]),
          gauge('ddf_history_waiting', 'Values that wait to be stored', [[{}, history.waiting]]),
          counter('ddf_history_dropped_total', 'Values that could not be stored for too long', [
            [{}, history.dropped],
          ]),
        ]),
    counter('ddf_frames_total', 'Messages received from and sent to stations', [
      [{ direction: 'received' }, received],
      [{ direction: 'sent' }, sent],
    ]),
    counter('ddf_repairs_total', 'Defects of messages mended, by kind', labelled('kind', repairs)),
    gauge(
      'ddf_plugin_stations',
      'Stations that a plugin serves',
      plugins.map(({ name, stations }) => [{ plugin: name }, stations.length]),
    ),
    gauge(
      'ddf_plugin_off_stations',
      'Stations for which the hooks of a plugin are switched off, as they failed too often',
      plugins.map(({ name, offFor }) => [{ plugin: name }, offFor.length]),
    ),
    counter(
      'ddf_security_events_total',
      'Security events, by kind',
      labelled('kind', port.securityEvents.counts()),
    ),
  ]
}

function ownMetrics(port: RuntimePort, { feed, traffic }: Own): Metric[] {
  return [
    gauge('ddf_ready', 'Whether stations and clients can be served', [
      [{}, port.ready().ready ? 1 : 0],
    ]),
    gauge('ddf_audit_failed', 'Whether the audit log cannot be written', [
      [{}, port.audit.failure === undefined ? 0 : 1],
    ]),
    gauge('ddf_event_readers', 'Readers of the event stream', [[{}, feed.readers]]),
    counter(
      'ddf_http_requests_total',
      'Requests of HTTP answered',
      traffic.requests().map(({ method, status, count }) => [{ method, status }, count]),
    ),
    gauge(
      'ddf_event_loop_delay_seconds',
      'How long what waits for a turn had to wait, since this was asked last',
      traffic.delays().map(({ quantile, seconds }) => [{ quantile }, seconds]),
    ),
  ]
}

function labelled(label: string, counts: ReadonlyMap<string, number>): Sample[] {
  return [...counts].map(([name, count]) => [{ [label]: name }, count])
}

function gauge(name: string, help: string, samples: readonly Sample[]): Metric {
  return { name, help, type: 'gauge', samples }
}

function counter(name: string, help: string, samples: readonly Sample[]): Metric {
  return { name, help, type: 'counter', samples }
}
