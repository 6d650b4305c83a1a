import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ask, isProblem } from './support/ask.ts'
import { MemoryRuntime } from './support/memory_runtime.ts'
import { serve } from './support/server.ts'

test('The reference page and what it needs come from this server alone', async () => {
  await using server = await serve(new MemoryRuntime())
  const page = await ask(server, 'GET //docs')
  assert.is(page.status, 200)
  assert.match(page.headers.get('content-type') ?? '', /^text\/html/)
  assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'none'/)
  const links = [...page.text.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, link]) => link ?? '')
  assert.ok(links.includes('docs/script.js') && links.includes('docs/style.css'))
  for (const link of links.filter((one) => !one.startsWith('data:'))) {
    const url = new URL(link, `${server.origin}/docs`)
    assert.is(url.origin, server.origin)
    const asked = await fetch(url)
    assert.is(asked.status, 200, link)
    const text = await asked.text()
    if (link.startsWith('docs/')) assert.not.match(text, /https?:\/\/|@import|url\(/)
  }
})

test('The script of the page is JavaScript, and touches only what the page has', async () => {
  await using server = await serve(new MemoryRuntime())
  const script = await ask(server, 'GET //docs/script.js')
  assert.match(script.headers.get('content-type') ?? '', /^text\/javascript/)
  assert.not.throws(() => new Function(script.text))
  const page = (await ask(server, 'GET //docs')).text
  const ids = [...script.text.matchAll(/byId\('(\w+)'\)/g)].map(([, id]) => id)
  assert.ok(ids.length >= 5)
  for (const id of ids) assert.match(page, new RegExp(`id="${id}"`))
})

test('The reference page can be left out', async () => {
  await using server = await serve(new MemoryRuntime(), { docs: false })
  isProblem(await ask(server, 'GET //docs'), 'not-found')
  isProblem(await ask(server, 'GET //docs/script.js'), 'not-found')
  assert.is((await ask(server, 'GET /openapi.json')).status, 200)
})

test.run()
