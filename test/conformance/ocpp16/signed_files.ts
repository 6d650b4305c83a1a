import * as assert from 'uvu/assert'
import { at } from '../../support/scene.ts'
import { group } from '../case.ts'
import type { Trial } from '../trial.ts'
import { Station16 } from './station.ts'
import { showsFile, upload } from './transfers.ts'
import { warns } from './warns.ts'

const accepted = { status: 'Accepted' }
const rejected = { status: 'Rejected' }
const pem = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n'

const log = {
  logType: 'SecurityLog',
  requestId: 31,
  log: { remoteLocation: 'ddf:upload' },
}
const signed = {
  requestId: 32,
  firmware: {
    location: 'https://files.example/box.bin',
    retrieveDateTime: '2026-12-01T00:00:00.000Z',
    signingCertificate: pem,
    signature: 'c2lnbmF0dXJl',
  },
}

/** Logs, and firmware with a signature. */
export const signedFiles = group('Security: logs and firmware', {
  TC_079_CSMS: {
    by: 'host',
    must: 'the security log is sent to where it was wanted, and each step is shown',
    async run(trial) {
      const station = await Station16.ready(trial, {
        GetLog: () => ({ ...accepted, filename: 'security.log' }),
      })
      await trial.tell('GetLog', log)
      const [call] = station.got('GetLog')
      const location = at(call, 'log.remoteLocation')
      assert.equal(call, { ...log, log: { remoteLocation: location } })
      await station.call('LogStatusNotification', { status: 'Uploading', requestId: 31 })
      await upload(location, 'who came')
      await station.call('LogStatusNotification', { status: 'Uploaded', requestId: 31 })
      await trial.showsOperations({
        kind: 'log',
        request: 31,
        state: 'done',
        fileName: 'security.log',
        words: ['Uploading', 'Uploaded'],
      })
      await showsFile(trial, 'who came')
    },
    twin: {
      must: 'a station that refuses sends none, and nothing goes on',
      async run(trial) {
        await Station16.ready(trial, { GetLog: () => rejected })
        assert.equal(await trial.tell('GetLog', log), rejected)
        await trial.showsOperations({ kind: 'log', state: 'refused', answer: 'Rejected' })
      },
    },
  },
  TC_080_CSMS: {
    by: 'host',
    must: 'signed firmware is loaded, verified and installed, over a reboot, and each step is shown',
    async run(trial) {
      const station = await updating(trial)
      const before = ['Downloading', 'Downloaded', 'SignatureVerified', 'Installing']
      await reports(station, [...before, 'InstallRebooting'])
      await trial.showsOperations({ kind: 'firmware', state: 'running' })
      await station.leave()
      await trial.pass(20)
      const again = await Station16.connect(trial)
      await again.boot('1.1')
      await reports(again, ['Installed'])
      const words = [...before, 'InstallRebooting', 'Installed']
      await trial.showsOperations({ kind: 'firmware', request: 32, state: 'done', words })
      await trial.showsStation({ firmware: '1.1' })
    },
    twin: {
      must: 'firmware without a signature is not sent as signed',
      async run(trial) {
        const station = await Station16.ready(trial, { SignedUpdateFirmware: () => accepted })
        const { signature: _, ...firmware } = signed.firmware
        const reply = await trial.ask('SignedUpdateFirmware', { ...signed, firmware })
        assert.is(reply.status, 422)
        assert.equal(station.got('SignedUpdateFirmware'), [])
      },
    },
  },
  TC_081_CSMS: {
    by: 'host',
    must: 'a signature that does not hold: the update failed, its security event is taken and shown',
    async run(trial) {
      const station = await updating(trial)
      await reports(station, ['Downloading', 'Downloaded', 'InvalidSignature'])
      const words = ['Downloading', 'Downloaded', 'InvalidSignature']
      await trial.showsOperations({ kind: 'firmware', request: 32, state: 'failed', words })
      await warns(trial, station, 'InvalidFirmwareSignature')
    },
  },
})

async function updating(trial: Trial): Promise<Station16> {
  const station = await Station16.ready(trial, { SignedUpdateFirmware: () => accepted })
  assert.equal(await trial.tell('SignedUpdateFirmware', signed), accepted)
  assert.equal(station.got('SignedUpdateFirmware'), [signed])
  return station
}

async function reports(station: Station16, statuses: readonly string[]): Promise<void> {
  const { requestId } = signed
  for (const status of statuses) {
    await station.call('SignedFirmwareStatusNotification', { status, requestId })
  }
}
