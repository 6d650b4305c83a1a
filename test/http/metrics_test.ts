import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { metricsText } from '../../runtime/http/metrics_text.ts'
import { startServer } from '../support/server.ts'

/** Every line of the text format: a comment, or a name with labels and a number. */
const line =
  /^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z]+="(\\.|[^"\\\n])*"(,[a-z]+="(\\.|[^"\\\n])*")*\})? -?[\d.]+(e[+-]?\d+)?)$/

test('/metrics tells in the format of Prometheus what goes on, without naming stations', async () => {
  await using server = await startServer({ settings: { slaves: 'SECRETIVE-1:1' } })
  await server.get('/api/v1/devices')
  await server.get('/nothing')
  server.runtime.securityEvents.note({ kind: 'limit', station: 'SECRETIVE-1', detail: 'x' })
  const { body, headers } = await server.get('/metrics')
  const text = String(body)
  assert.is(headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8')
  for (const one of text.trimEnd().split('\n')) assert.match(one, line)
  for (const sample of [
    'ddf_stations{state="offline"} 1',
    'ddf_devices 1',
    'ddf_frames_total{direction="received"} 0',
    'ddf_security_events_total{kind="limit"} 1',
    'ddf_http_requests_total{method="GET",status="200"} 1',
    'ddf_http_requests_total{method="GET",status="404"} 1',
    'ddf_ready 1',
    'ddf_audit_failed 0',
    'ddf_event_readers 0',
  ]) {
    assert.match(text, `${sample}\n`)
  }
  assert.not.match(text, 'SECRETIVE')
  const names = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name)
  assert.is(new Set(names).size, names.length)
})

test('labels that hold quotes, backslashes and line ends stay one label', () => {
  const text = metricsText([
    { name: 'a', help: 'b\nc', type: 'gauge', samples: [[{ d: 'e"f\\g\nh' }, 1]] },
  ])
  assert.is(text, '# HELP a b\\nc\n# TYPE a gauge\na{d="e\\"f\\\\g\\nh"} 1\n')
})

test.run()
