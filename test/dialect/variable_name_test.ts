import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { commonKeyOf, keyOf, readKey } from '../../runtime/dialect/variable_name.ts'

test('a variable is named by one text, and found by it', () => {
  const name = fc.string({ minLength: 1, maxLength: 50 })
  const instance = fc.record({ instance: name }, { requiredKeys: [], noNullPrototype: true })
  const number = fc.integer({ min: 0, max: 999_999_999 })
  const evse = fc.record(
    { id: number, connectorId: number },
    { requiredKeys: ['id'], noNullPrototype: true },
  )
  const component = fc
    .tuple(name, instance, fc.option(evse, { nil: undefined }))
    .map(([text, part, place]) => ({ name: text, ...part, ...(place && { evse: place }) }))
  const variable = fc.tuple(name, instance).map(([text, part]) => ({ name: text, ...part }))
  const isFound = (whole: Parameters<typeof keyOf>[0]) => {
    assert.equal(readKey(keyOf(whole)), whole)
    const { evse: _, ...rest } = whole.component
    assert.equal(readKey(commonKeyOf(whole)), { ...whole, component: rest })
  }
  fc.assert(fc.property(fc.record({ component, variable }, { noNullPrototype: true }), isFound))
})

test('names as people write them', () => {
  assert.equal(readKey('SampledDataCtrlr/TxUpdatedInterval'), {
    component: { name: 'SampledDataCtrlr' },
    variable: { name: 'TxUpdatedInterval' },
  })
  assert.equal(readKey('Connector@1.2/Available'), {
    component: { name: 'Connector', evse: { id: 1, connectorId: 2 } },
    variable: { name: 'Available' },
  })
  assert.equal(readKey('DeviceDataCtrlr/ItemsPerMessage#GetVariables'), {
    component: { name: 'DeviceDataCtrlr' },
    variable: { name: 'ItemsPerMessage', instance: 'GetVariables' },
  })
  for (const none of ['', 'HeartbeatInterval', '/', 'a/', '/b', 'a/b/c', 'a@x/b', 'a@1.2.3/b']) {
    assert.is(readKey(none), undefined, none)
  }
})

test.run()
