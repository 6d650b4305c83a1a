import * as assert from 'uvu/assert'
import { at } from '../../support/scene.ts'
import { group } from '../case.ts'
import type { Trial } from '../trial.ts'
import { Station16 } from './station.ts'
import { download, offer, showsFile, upload } from './transfers.ts'

const location = 'https://files.example/box.bin'
const elsewhere = 'https://files.example/logs/'

/** New firmware, and what becomes of it. */
export const firmware = group('Firmware management', {
  TC_044_1_CSMS: {
    by: 'host',
    must: 'firmware is loaded and installed, over a reboot, and each step is shown',
    async run(trial) {
      const content = 'the firmware 1.1'
      const station = await Station16.ready(trial, { UpdateFirmware: () => ({}) })
      const location = `ddf:file/${await offer(trial, content)}`
      await trial.tell('UpdateFirmware', { location, retrieveDate: trial.time() })
      await reports(station, 'Downloading')
      assert.is(await download(at(station.got('UpdateFirmware')[0], 'location')), content)
      await reports(station, 'Downloaded', 'Installing')
      await trial.showsOperations({ kind: 'firmware', state: 'running' })
      const again = await reboots(station, trial, '1.1')
      await reports(again, 'Installed')
      await trial.showsOperations({
        kind: 'firmware',
        state: 'done',
        words: ['Downloading', 'Downloaded', 'Installing', 'Installed'],
        finishedAt: trial.time(),
      })
      await trial.showsStation({ firmware: '1.1' })
    },
    twin: {
      must: 'what is no address of a file is not sent',
      async run(trial) {
        const station = await Station16.ready(trial, { UpdateFirmware: () => ({}) })
        const wish = { location: 'no address', retrieveDate: trial.time() }
        assert.is((await trial.ask('UpdateFirmware', wish)).status, 422)
        assert.equal(station.got('UpdateFirmware'), [])
        await trial.showsOperations()
      },
    },
  },
  TC_044_2_CSMS: {
    by: 'host',
    must: 'firmware that could not be loaded: the update failed',
    async run(trial) {
      const station = await updating(trial)
      await reports(station, 'Downloading', 'DownloadFailed')
      const words = ['Downloading', 'DownloadFailed']
      await trial.showsOperations({ kind: 'firmware', state: 'failed', words })
      await trial.showsStation({ firmware: '1.0' })
    },
  },
  TC_044_3_CSMS: {
    by: 'host',
    must: 'firmware that could not be installed: the update failed, over a reboot',
    async run(trial) {
      const station = await updating(trial)
      await reports(station, 'Downloading', 'Downloaded', 'Installing')
      const again = await reboots(station, trial, '1.0')
      await reports(again, 'InstallationFailed')
      const words = ['Downloading', 'Downloaded', 'Installing', 'InstallationFailed']
      await trial.showsOperations({ kind: 'firmware', state: 'failed', words })
      await trial.showsStation({ firmware: '1.0' })
    },
  },
})

/** What a station has written down. */
export const diagnostics = group('Diagnostics', {
  TC_045_1_CSMS: {
    by: 'host',
    must: 'diagnostics are sent to where they were wanted, and each step is shown',
    async run(trial) {
      const station = await Station16.ready(trial, {
        GetDiagnostics: () => ({ fileName: 'box.zip' }),
      })
      const span = { startTime: trial.time(-3600), stopTime: trial.time() }
      const wish = { location: 'ddf:upload', ...span }
      assert.equal(await trial.tell('GetDiagnostics', wish), { fileName: 'box.zip' })
      const [call] = station.got('GetDiagnostics')
      const location = at(call, 'location')
      assert.equal(call, { location, ...span })
      await diagnosed(station, 'Uploading')
      await upload(location, 'what happened')
      await diagnosed(station, 'Uploaded')
      await trial.showsOperations({
        kind: 'log',
        state: 'done',
        fileName: 'box.zip',
        words: ['Uploading', 'Uploaded'],
      })
      await showsFile(trial, 'what happened')
    },
  },
  TC_045_2_CSMS: {
    by: 'host',
    must: 'diagnostics that could not be sent: it failed',
    async run(trial) {
      const station = await Station16.ready(trial, {
        GetDiagnostics: () => ({ fileName: 'box.zip' }),
      })
      await trial.tell('GetDiagnostics', { location: elsewhere })
      await diagnosed(station, 'Uploading', 'UploadFailed')
      const words = ['Uploading', 'UploadFailed']
      await trial.showsOperations({ kind: 'log', state: 'failed', words })
    },
    twin: {
      must: 'a station with nothing to send answers without a name, and none is shown',
      async run(trial) {
        await Station16.ready(trial, { GetDiagnostics: () => ({}) })
        assert.equal(await trial.tell('GetDiagnostics', { location: elsewhere }), {})
        await trial.showsOperations({ kind: 'log', fileName: null, words: [] })
      },
    },
  },
})

async function updating(trial: Trial): Promise<Station16> {
  const station = await Station16.ready(trial, { UpdateFirmware: () => ({}) })
  const wish = { location, retrieveDate: trial.time(), retries: 2, retryInterval: 60 }
  assert.equal(await trial.tell('UpdateFirmware', wish), {})
  assert.equal(station.got('UpdateFirmware'), [wish])
  return station
}

async function reports(station: Station16, ...statuses: readonly string[]): Promise<void> {
  for (const status of statuses) await station.call('FirmwareStatusNotification', { status })
}

async function diagnosed(station: Station16, ...statuses: readonly string[]): Promise<void> {
  for (const status of statuses) await station.call('DiagnosticsStatusNotification', { status })
}

async function reboots(station: Station16, trial: Trial, firmwareVersion: string) {
  await station.leave()
  await trial.pass(20)
  const again = await Station16.connect(trial)
  await again.boot(firmwareVersion)
  return again
}
