import { Hono } from 'hono'
import { RegExpRouter } from 'hono/router/reg-exp-router'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { FoldedRouter, whenAnswered } from '../../runtime/http/folded_router.ts'

/** An app that notes what happens in which order. */
function noting() {
  const notes: string[] = []
  const router = new FoldedRouter(new RegExpRouter(), {
    notFound: (c) => c.text(`nothing at ${c.req.path}`, 404),
    error: ({ message }, c) => c.text(message, 500),
  })
  const app = new Hono({ router })
  app.use((c, next) => whenAnswered(next(), () => void notes.push(`outer ${c.res.status}`)))
  app.use((_, next) => next())
  return { app, notes }
}

const get = (path: string) => new Request(`http://localhost${path}`)

test('What waits for nothing is answered without a promise', async () => {
  const { app, notes } = noting()
  app.get('/a/:b', (c) => c.text(c.req.param('b')))
  const answer = app.fetch(get('/a/x%20y'))
  assert.not(answer instanceof Promise)
  assert.equal(notes, ['outer 200'])
  assert.is(await (await answer).text(), 'x y')
})

test('What waits is waited for by all before it', async () => {
  const { app, notes } = noting()
  app.use(async (c, next) => {
    await next()
    notes.push(`inner ${c.res.status}`)
  })
  app.get('/a', (_, next) => next())
  app.get('/a', async (c) => {
    await Promise.resolve()
    return c.text('late', 201)
  })
  const answer = await app.fetch(get('/a'))
  assert.is(await answer.text(), 'late')
  assert.equal(notes, ['inner 201', 'outer 201'])
})

test('What throws, at once or later, is answered where it stands', async () => {
  const { app, notes } = noting()
  app.get('/now', () => {
    throw new Error('now')
  })
  app.get('/late', () => Promise.reject(new Error('late')))
  for (const name of ['now', 'late']) {
    const answer = await app.fetch(get(`/${name}`))
    assert.is(answer.status, 500)
    assert.is(await answer.text(), name)
  }
  assert.equal(notes, ['outer 500', 'outer 500'])
})

test('Who answers before the route keeps it from being asked', async () => {
  const { app, notes } = noting()
  app.use((c) => Promise.resolve(c.text('no', 401)))
  app.get('/a', () => {
    throw new Error('asked')
  })
  assert.is((await app.fetch(get('/a'))).status, 401)
  assert.equal(notes, ['outer 401'])
})

test('What no route takes ends at notFound, and is seen by what stands before', async () => {
  const { app, notes } = noting()
  app.get('/a', (c) => c.text(''))
  const answer = await app.fetch(get('/b'))
  assert.is(answer.status, 404)
  assert.is(await answer.text(), 'nothing at /b')
  assert.equal(notes, ['outer 404'])
})

test('Each path has its own parameters and its own route', async () => {
  const { app } = noting()
  app.get('/a/:b', (c) => c.json(c.req.param()))
  app.get('/a/:b/c/:d', (c) => c.json(c.req.param()))
  app.put('/a/:b', (c) => c.text('put'))
  for (let i = 0; i < 2; i++) {
    assert.equal(await (await app.fetch(get('/a/1'))).json(), { b: '1' })
    assert.equal(await (await app.fetch(get('/a/2/c/3'))).json(), { b: '2', d: '3' })
  }
  const routes = app.router.match('PUT', '/a/1')[0].map(([[, { method, path }]]) => [method, path])
  assert.equal(routes, [['PUT', '/a/:b']])
})

test('HEAD is answered as GET', async () => {
  const { app, notes } = noting()
  app.get('/a', (c) => c.text('a'))
  const answer = await app.fetch(new Request('http://localhost/a', { method: 'HEAD' }))
  assert.is(answer.status, 200)
  assert.is(await answer.text(), '')
  assert.equal(notes, ['outer 200'])
})

test.run()
