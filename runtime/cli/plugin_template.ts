import { defaultSubprotocol } from '../dialect/versions.ts'

/** What a new plugin is about. */
export interface NewPlugin {
  /** Name of its folder. */
  readonly name: string
  readonly vendor: string
  readonly model: string
}

/** Text of a commented plugin to start from: complete and right as it is, and without an effect. */
export function pluginTemplate({ name, vendor, model }: NewPlugin): string {
  const match = `{ vendor: ${quoted(vendor)}, model: ${quoted(model)} }`
  return template
    .replace('VENDOR', () => vendor.replaceAll(/[*/]+/g, ' ').trim())
    .replace('NAME', () => quoted(name))
    .replace('MATCH', () => match)
}

/** Lines of a short session of such a wallbox, to be replaced by a recording of a real one. */
export function recordingTemplate({ vendor, model }: NewPlugin): string {
  const identity = {
    chargePointVendor: vendor.replaceAll('*', '1'),
    chargePointModel: model.replaceAll('*', '1'),
    firmwareVersion: '1.0.0',
  }
  const status = (word: string) => ({ connectorId: 1, errorCode: 'NoError', status: word })
  const meter = (time: string, watts: string, wattHours: string) => ({
    connectorId: 1,
    transactionId: 1,
    meterValue: [
      {
        timestamp: `2026-01-15T${time}Z`,
        sampledValue: [
          { value: watts, measurand: 'Power.Active.Import', unit: 'W' },
          { value: wattHours, measurand: 'Energy.Active.Import.Register', unit: 'Wh' },
        ],
      },
    ],
  })
  const started = { connectorId: 1, idTag: 'CARD', meterStart: 1000, timestamp: at('10:00:12') }
  const opening = { url: '/CP1', headers: {}, offered: [defaultSubprotocol] }
  const lines: readonly (readonly [time: string, kind: string, what: unknown])[] = [
    ['10:00:00.000', 'open', opening],
    ['10:00:00.100', 'cp->csms', [2, '1', 'BootNotification', identity]],
    ['10:00:00.200', 'cp->csms', [2, '2', 'StatusNotification', status('Available')]],
    ['10:00:10.000', 'cp->csms', [2, '3', 'StatusNotification', status('Preparing')]],
    ['10:00:12.000', 'cp->csms', [2, '4', 'StartTransaction', started]],
    ['10:00:12.100', 'csms->cp', [3, '4', { transactionId: 1, idTagInfo: { status: 'Accepted' } }]],
    ['10:00:12.200', 'cp->csms', [2, '5', 'StatusNotification', status('Charging')]],
    ['10:00:22.000', 'cp->csms', [2, '6', 'MeterValues', meter('10:00:22', '7360', '1020')]],
    ['10:00:32.000', 'cp->csms', [2, '7', 'MeterValues', meter('10:00:32', '7360', '1040')]],
  ]
  const text = lines.map(([time, kind, what]) =>
    JSON.stringify([at(time), kind, 'CP1', kind === 'open' ? '' : defaultSubprotocol, what]),
  )
  return `${text.join('\n')}\n`
}

/** Text of a test that replays the recording with the plugin; it passes as it is. */
export function testTemplate({ name }: NewPlugin): string {
  return testText.replaceAll('NAME', () => name)
}

function at(time: string): string {
  return `2026-01-15T${time.padEnd(12, '.000')}Z`
}

/** A text in the quotation marks that the rest of the file has. */
function quoted(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
}

const template = `import { definePlugin } from 'ddf-runtime/plugin'

/**
 * VENDOR: say here what is special about these wallboxes, since which firmware, and where it is told.
 *
 * Saving this file takes effect at once, also for wallboxes that are connected; on an error the
 * version before stays in use. \`GET /api/v1/plugins/<name>\` tells what is wrong, and where.
 */
export default definePlugin({
  name: NAME,
  // Another revision has wallboxes set up again.
  revision: 1,

  // Which wallboxes it is for, by what they say when they boot (GET /api/v1/stations shows that).
  // Every entry is one alternative, all members of it must fit, the entry that says most wins.
  // '*' stands for any text. Members: vendor, model, firmware ('>=1.2 <2'), serial, station, path, keys.
  match: [MATCH],

  // What differs from the tolerant core, as data. Your editor shows all groups and their meaning.
  traits: {
    // setup: { settle: 2 },
    // profile: { stackLevel: 0 },
  },

  // What differs for some of them only.
  // variants: [{ firmware: '<1.2', traits: { setup: { readAll: false } } }],

  // What data cannot say. Hooks are plain functions: no promises, no I/O, no state but ctx.memory.
  // on: { payload: ['MeterValues'] },
  // hooks: {
  //   payload(action, payload, ctx) {
  //     ctx.log(\`repairing \${action}\`)
  //     return payload
  //   },
  // },
})
`

const testText = `// Run it with: node plugins/NAME/plugin_test.mjs
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { assertReplay } from 'ddf-runtime/testing'

const here = (file) => fileURLToPath(new URL(file, import.meta.url))

// session.jsonl is made up. Replace it by what a real one sent: ddf start --record DIR
test('NAME: a session', async () => {
  await assertReplay(here('./session.jsonl'), {
    plugin: here('./plugin.ts'),
    items: { 'CP1:1': { power: 7.36, energy: 40 } },
  })
})
`
