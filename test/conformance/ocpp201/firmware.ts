import * as assert from 'uvu/assert'
import { type CaseEntry, group } from '../case.ts'
import { showsNotice, showsOperation } from '../records.ts'
import { Station201 } from './station.ts'
import { accepted, told } from './told.ts'

const requestId = 61

const published = {
  requestId,
  location: 'https://127.0.0.1/firmware.bin',
  checksum: 'd41d8cd98f00b204e9800998ecf8427e',
}

/** L: new firmware, for the station and for others beside it. */
export const firmware = group('L Firmware Management', {
  TC_L_01_CSMS: updates('is installed', {
    words: [
      'Downloading',
      'Downloaded',
      'SignatureVerified',
      'Installing',
      'InstallRebooting',
      'Installed',
    ],
    state: 'done',
  }),
  TC_L_02_CSMS: updates('is installed at the time that was given', {
    words: [
      'Downloading',
      'Downloaded',
      'SignatureVerified',
      'InstallScheduled',
      'Installing',
      'Installed',
    ],
    state: 'done',
    more: { installDateTime: '2026-01-16T00:00:00.000Z' },
  }),
  TC_L_03_CSMS: updates('is fetched at the time that was given', {
    words: [
      'DownloadScheduled',
      'Downloading',
      'Downloaded',
      'SignatureVerified',
      'Installing',
      'Installed',
    ],
    state: 'done',
    more: { retrieveDateTime: '2026-01-16T00:00:00.000Z' },
  }),
  TC_L_04_CSMS: refuses('with a certificate that is revoked', 'RevokedCertificate'),
  TC_L_05_CSMS: refuses('with a certificate that is not valid', 'InvalidCertificate'),
  TC_L_06_CSMS: updates('has a wrong signature', {
    words: ['Downloading', 'Downloaded', 'InvalidSignature'],
    state: 'failed',
    security: 'InvalidFirmwareSignature',
  }),
  TC_L_07_CSMS: updates('cannot be fetched', {
    words: ['Downloading', 'DownloadFailed'],
    state: 'failed',
  }),
  TC_L_08_CSMS: updates('does not pass its check once installed', {
    words: [
      'Downloading',
      'Downloaded',
      'SignatureVerified',
      'Installing',
      'InstallVerificationFailed',
    ],
    state: 'failed',
  }),
  TC_L_09_CSMS: updates('cannot be installed', {
    words: ['Downloading', 'Downloaded', 'SignatureVerified', 'Installing', 'InstallationFailed'],
    state: 'failed',
  }),
  TC_L_10_CSMS: {
    by: 'host',
    must: 'a second update takes the place of the first',
    async run(trial) {
      const answers = [accepted, { status: 'AcceptedCanceled' }]
      const station = await Station201.ready(trial, { UpdateFirmware: () => answers.shift() ?? {} })
      await trial.tell('UpdateFirmware', update())
      await station.call('FirmwareStatusNotification', { requestId, status: 'Downloading' })
      const second = update({ requestId: 62 })
      assert.equal(await trial.tell('UpdateFirmware', second), { status: 'AcceptedCanceled' })
      assert.equal(station.got('UpdateFirmware').at(-1), second)
      for (const status of ['Downloading', 'Downloaded', 'Installing', 'Installed']) {
        await station.call('FirmwareStatusNotification', { requestId: 62, status })
      }
      const all = await trial.records(`/stations/${trial.id}/operations`)
      const states = all.map(({ request, state }) => [request, state])
      assert.equal(states, [
        [requestId, 'canceled'],
        [62, 'done'],
      ])
    },
  },
  TC_L_11_CSMS: {
    by: 'host',
    must: 'a second update that cannot take the place of the first is refused, and the first goes on',
    async run(trial) {
      const answers = [accepted, { status: 'Rejected' }]
      const station = await Station201.ready(trial, { UpdateFirmware: () => answers.shift() ?? {} })
      await trial.tell('UpdateFirmware', update())
      await station.call('FirmwareStatusNotification', { requestId, status: 'Installing' })
      const second = update({ requestId: 62 })
      assert.equal(await trial.tell('UpdateFirmware', second), { status: 'Rejected' })
      await station.call('FirmwareStatusNotification', { requestId, status: 'Installed' })
      const all = await trial.records(`/stations/${trial.id}/operations`)
      const states = all.map(({ request, state }) => [request, state])
      assert.equal(states, [
        [requestId, 'done'],
        [62, 'refused'],
      ])
    },
  },
  TC_L_13_CSMS: {
    by: 'host',
    must: 'while somebody charges it waits, and nobody new may begin until it is installed',
    async run(trial) {
      const station = await Station201.ready(trial, { UpdateFirmware: () => accepted })
      const id = await station.charge(await trial.card())
      await trial.tell('UpdateFirmware', update())
      const say = (status: string) =>
        station.call('FirmwareStatusNotification', { requestId, status })
      for (const word of ['Downloading', 'Downloaded', 'SignatureVerified']) await say(word)
      await station.status('Unavailable', { evse: 2 })
      await say('InstallScheduled')
      await trial.shows({ cps: 67 })
      await trial.shows({ cps: 70 }, 2)
      await station.end(id, { stopped: 'Local' })
      await station.status('Unavailable')
      for (const word of ['Installing', 'Installed']) await say(word)
      for (const evse of [1, 2]) await station.status('Available', { evse })
      for (const evse of [1, 2]) await trial.shows({ cps: 65 }, evse)
      await showsOperation(trial, { kind: 'firmware', state: 'done' })
    },
  },
  TC_L_17_CSMS: publishes('is offered to others', {
    words: ['Downloading', 'Downloaded', 'ChecksumVerified', 'Published'],
    state: 'done',
  }),
  TC_L_19_CSMS: publishes('has a wrong checksum', {
    words: ['Downloading', 'Downloaded', 'InvalidChecksum'],
    state: 'failed',
  }),
  TC_L_20_CSMS: publishes('cannot be offered', {
    words: ['Downloading', 'Downloaded', 'ChecksumVerified', 'PublishFailed'],
    state: 'failed',
  }),
  TC_L_21_CSMS: unpublishes('Unpublished'),
  TC_L_22_CSMS: unpublishes('NoFirmware'),
  TC_L_23_CSMS: unpublishes('DownloadOngoing'),
  TC_L_24_CSMS: publishes('cannot be fetched', {
    words: ['Downloading', 'DownloadFailed'],
    state: 'failed',
  }),
})

interface Progress {
  readonly words: readonly string[]
  readonly state: 'done' | 'failed'
  /** More of the firmware that is asked for. */
  readonly more?: object
  /** Type of the security event that comes with it. */
  readonly security?: string
}

function update({ requestId: number = requestId, ...more }: { requestId?: number } & object = {}) {
  return {
    requestId: number,
    firmware: {
      location: 'https://127.0.0.1/firmware.bin',
      retrieveDateTime: '2026-01-15T10:00:00.000Z',
      signingCertificate: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----',
      signature: 'c2lnbmVk',
      ...more,
    },
  }
}

function updates(what: string, { words, state, more = {}, security }: Progress): CaseEntry {
  return {
    by: 'host',
    must: `firmware that ${what}: every word of the station is taken, and the operation is ${state}`,
    async run(trial) {
      const station = await Station201.ready(trial, { UpdateFirmware: () => accepted })
      const payload = update(more)
      assert.equal(await trial.tell('UpdateFirmware', payload), accepted)
      assert.equal(station.got('UpdateFirmware'), [payload])
      await showsOperation(trial, { kind: 'firmware', request: requestId, state: 'running' })
      for (const status of words) {
        if (status === 'InstallRebooting') await station.boot('FirmwareUpdate')
        const word = { requestId, status }
        assert.equal(await station.call('FirmwareStatusNotification', word), {})
      }
      if (security !== undefined) {
        const event = { type: security, timestamp: trial.time() }
        assert.equal(await station.call('SecurityEventNotification', event), {})
        await showsNotice(trial, 'SecurityEventNotification', event)
      }
      await trial.showsOperations({ state, words })
    },
  }
}

function refuses(what: string, status: string): CaseEntry {
  const answer = { status }
  return {
    by: 'host',
    must: `firmware ${what} is refused by the station, and its security event taken`,
    async run(trial) {
      const station = await Station201.ready(trial, { UpdateFirmware: () => answer })
      assert.equal(await trial.tell('UpdateFirmware', update()), answer)
      const event = { type: 'InvalidFirmwareSigningCertificate', timestamp: trial.time() }
      assert.equal(await station.call('SecurityEventNotification', event), {})
      await showsNotice(trial, 'SecurityEventNotification', event)
      await showsOperation(trial, { kind: 'firmware', state: 'refused', answer: status })
    },
  }
}

function publishes(what: string, { words, state }: Progress): CaseEntry {
  return told({
    must: `firmware that ${what}: every word of the station is taken, and the operation is ${state}`,
    action: 'PublishFirmware',
    payload: published,
    answer: accepted,
    after: async (station, trial) => {
      for (const status of words) {
        const location = status === 'Published' ? { location: ['http://127.0.0.1/f'] } : {}
        const word = { requestId, status, ...location }
        assert.equal(await station.call('PublishFirmwareStatusNotification', word), {})
      }
      const kind = 'firmware-publishing'
      await trial.showsOperations({ kind, request: requestId, state, words })
    },
  })
}

function unpublishes(status: string): CaseEntry {
  return told({
    must: `firmware is offered no more; the station answers ${status}`,
    action: 'UnpublishFirmware',
    payload: { checksum: published.checksum },
    answer: { status },
  })
}
