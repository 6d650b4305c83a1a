import * as assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { suite } from 'uvu'
import { ocppTask } from '../../codegen/ocpp.ts'
import { type OcppVersion, ocppVersions } from '../../codegen/ocpp_versions.ts'
import { violations } from '../../runtime/dialect/violations.ts'
import { nearly, payloadOf } from '../dialect/support/payloads.ts'
import { filesOf, type Generated, loadGenerated, Oracle, schemaFile } from './support/generated.ts'

const root = new URL('../../', import.meta.url)
const frames = new URL('../frames/', import.meta.url)

const test = suite('codegen/ocpp')

test('files of the versions in use are as the generator writes them', async () => {
  const outputs = await ocppTask.outputs()
  assert.equal(outputs.size, 15)
  for (const [path, text] of outputs) {
    assert.equal(await readFile(new URL(path, root), 'utf8'), text, `${path} is stale`)
  }
})

test('no text of the schemas comes along', async () => {
  for (const version of ocppVersions) {
    const source = await readFile(schemaFile(version), 'utf8')
    const texts = new Set(source.match(/(?<="(?:description|comment)": ?")[^"\\]{30}/g))
    assert.ok(version.stem === 'ocpp16' || texts.size > 100, version.stem)
    for (const [path, text] of await filesOf(version)) {
      const copied = [...texts].filter((sentence) => text.includes(sentence))
      assert.deepEqual(copied, [], path)
      assert.ok(!text.includes('urn:') && !text.includes('require('), path)
    }
  }
})

for (const version of ocppVersions) {
  const { stem } = version
  let generated: Generated | undefined
  const load = async () => {
    generated ??= await loadGenerated(version)
    return generated
  }

  test(`${stem}: every action has its checks, shapes and schemas`, async () => {
    const { stationActions, hostActions, inbound, ...tables } = await load()
    const both = stationActions.filter((action) => hostActions.includes(action))
    assert.deepEqual(both, ['DataTransfer'])
    assert.deepEqual(Object.keys(inbound.requests), stationActions)
    assert.deepEqual(Object.keys(inbound.responses), hostActions)
    assert.deepEqual(Object.keys(tables.inboundShapes.requests), stationActions)
    assert.deepEqual(Object.keys(tables.inboundShapes.responses), hostActions)
    assert.deepEqual(Object.keys(tables.outboundShapes), hostActions)
    assert.deepEqual(Object.keys(tables.schemas), hostActions)
    assert.deepEqual([...stationActions].sort(), stationActions)
  })

  test(`${stem}: checks of what comes in agree with the official schemas`, async () => {
    const { inbound, inboundShapes } = await load()
    const oracle = new Oracle(version, { strict: false })
    let wrong = 0
    for (const side of ['requests', 'responses'] as const) {
      for (const [action, check] of Object.entries(inbound[side])) {
        const official = oracle.of(`${action}${side === 'requests' ? 'Request' : 'Response'}`)
        const shape = inboundShapes[side][action]
        assert.ok(shape)
        const right = (payload: unknown) => assert.equal(check(payload), true)
        fc.assert(fc.property(payloadOf(shape), right), { numRuns: 1 })
        const same = (payload: unknown) => {
          if (!check(payload)) wrong++
          assert.equal(check(payload), official(payload), JSON.stringify(payload))
        }
        fc.assert(fc.property(nearly(shape), same), { numRuns: runs(action) })
      }
    }
    assert.ok(wrong > 100, 'hardly a changed payload was wrong')
  })

  test(`${stem}: checks of what goes out agree with the official schemas`, async () => {
    const { outboundShapes } = await load()
    const oracle = new Oracle(version, { strict: true })
    let wrong = 0
    for (const [action, shape] of Object.entries(outboundShapes)) {
      const official = oracle.of(`${action}Request`)
      const right = (payload: unknown) => assert.deepEqual(violations(shape, payload), [])
      fc.assert(fc.property(payloadOf(shape), right), { numRuns: 1 })
      const same = (payload: unknown) => {
        const found = violations(shape, payload)
        if (found.length > 0) wrong++
        assert.equal(found.length === 0, official(payload), JSON.stringify({ payload, found }))
      }
      fc.assert(fc.property(nearly(shape), same), { numRuns: runs(action) })
    }
    assert.ok(wrong > 50, 'hardly a changed payload was wrong')
  })

  test(`${stem}: recorded frames pass as they passed the official schemas`, async () => {
    const { inbound } = await load()
    const oracle = new Oracle(version, { strict: false })
    const messages = await recorded(version)
    for (const { action, request, payload } of messages) {
      const check = inbound[request ? 'requests' : 'responses'][action]
      assert.ok(check, action)
      assert.equal(oracle.of(`${action}${request ? 'Request' : 'Response'}`)(payload), true)
      assert.equal(check(payload), true, JSON.stringify(payload))
      assert.equal(check({ ...payload, unheardOf: 1 }), false, action)
    }
    assert.ok(stem === 'ocpp16' || messages.length > 40, `${messages.length} messages`)
  })
}

test.run()

/** The messages that carry most are tried most. */
function runs(action: string): number {
  return /^(MeterValues|TransactionEvent|SetChargingProfile|StopTransaction)$/.test(action) ? 40 : 3
}

interface Message {
  readonly action: string
  readonly request: boolean
  readonly payload: object
}

/** What stations sent in the recordings of one version. */
async function recorded({ version }: OcppVersion): Promise<Message[]> {
  const messages: Message[] = []
  for (const name of await readdir(frames)) {
    const text = name.endsWith('.jsonl') ? await readFile(new URL(name, frames), 'utf8') : ''
    const calls = new Map<string, string>()
    for (const line of text.split('\n').filter((line) => line.includes(`"ocpp${version}"`))) {
      const [, direction, station, , frame] = JSON.parse(line)
      if (!Array.isArray(frame)) continue
      const [type, id, third, fourth] = frame
      if (direction === 'csms->cp' && type === 2) calls.set(`${station} ${id}`, third)
      if (direction !== 'cp->csms' || (type !== 2 && type !== 3)) continue
      const request = type === 2
      const action = request ? third : calls.get(`${station} ${id}`)
      if (action !== undefined)
        messages.push({ action, request, payload: request ? fourth : third })
    }
  }
  return messages
}
