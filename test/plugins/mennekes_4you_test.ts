import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openFamily, pluginOf } from '../support/family.ts'

const boot = {
  chargePointVendor: 'MENNEKES',
  chargePointModel: 'AMTRON 4You 560',
  firmwareVersion: '2.1.0',
}
const configuration = {
  MeterValueSampleInterval: '10',
  MeterValuesSampledData:
    'Energy.Active.Import.Register,Power.Active.Import,Current.Import,Voltage',
  NumberOfConnectors: '1',
}

test('M1 X6 T7: an element for each value, no transaction, and no ping for long', async () => {
  await using scene = await openFamily({
    configuration,
    recording: 'mennekes-4you/amtron_4you.jsonl',
  })
  await scene.tell('BootNotification', boot)
  assert.equal(pluginOf(scene), {
    plugin: 'mennekes-4you',
    reason: 'match[0] fits: model *4You*, vendor Mennekes*',
  })
  await scene.status('Charging')
  await scene.pass(1)
  const values = [
    ['Energy.Active.Import.Register', '', '1500', 'Wh'],
    ['Power.Active.Import', '', '6900', 'W'],
    ['Current.Import', 'L1', '10.0', 'A'],
    ['Current.Import', 'L2', '10.1', 'A'],
    ['Current.Import', 'L3', '9.9', 'A'],
    ['Voltage', 'L1', '230', 'V'],
    ['Voltage', 'L2', '231', 'V'],
    ['Voltage', 'L3', '232', 'V'],
  ] as const
  await scene.tell('MeterValues', {
    connectorId: 1,
    transactionId: 0,
    meterValue: values.map(([measurand, phase, value, unit]) => ({
      timestamp: scene.time(),
      sampledValue: [{ measurand, value, unit, ...(phase === '' ? {} : { phase }) }],
    })),
  })
  assert.equal([scene.value('voltage'), scene.value('phasesAvailable')], [231, 3])
  const { samples } =
    scene.server.runtime.hub.station('CP1')?.station.connectors.get(1)?.facts ?? {}
  assert.is(samples?.size, 8)
  assert.is((await scene.server.write('CP1:1', 'rfidStop', '1')).status, 409, 'none runs')
  // Nobody pings, a heartbeat comes each minute.
  const { ws } = scene.station
  Object.assign(ws, { pong: () => undefined })
  for (let i = 0; i < 3; i++) {
    await scene.clock.advance(50_000, async () => undefined)
    await scene.tell('Heartbeat')
  }
  assert.is(scene.server.runtime.station('CP1')?.online, true)
})

test('T11: that the first connection takes its time is told', async () => {
  await using scene = await openFamily()
  await scene.tell('BootNotification', { ...boot, chargePointModel: '4Business 700' })
  assert.is(pluginOf(scene).plugin, 'mennekes-4you')
  const { body } = await scene.server.get('/api/v1/stations/CP1')
  assert.match(JSON.stringify(body), /up to fifteen minutes/)
})

test.run()
