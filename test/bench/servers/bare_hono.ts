/** The floor of an HTTP read: one route of Hono that answers with an item as JSON. */
import process from 'node:process'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'

const app = new Hono()
const at = new Date().toISOString()
app.get('/api/v1/devices/:address/items/:item', (c) =>
  c.json({
    key: c.req.param('item'),
    id: 30,
    name: 'Current_Set',
    direction: 'OUT',
    type: 'number',
    unit: 'A',
    value: null,
    quality: 'unknown',
    at,
  }),
)
serve({ fetch: app.fetch, port: Number(process.env.PORT), hostname: '127.0.0.1' })
process.on('SIGTERM', () => process.exit(0))
