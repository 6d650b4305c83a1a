import { member } from './answer.ts'
import type { HostAction, StationAction } from './generated/ocpp16.actions.gen.ts'
import { firmwareEnds, logEnds } from './operation_words.ts'
import { canceling, type Operations, textAt, wordNews } from './operations.ts'

const accepted = { begins: ['Accepted', canceling] }

/** What takes long in OCPP 1.6, with the security extension. */
export const operations: Operations<HostAction, StationAction> = {
  calls: {
    // Neither has a number, and neither answer has a word (OCPP 1.6 §6.10, §6.20); one that names no
    // file says that there is none to send (§5.9).
    GetDiagnostics: { kind: 'log', location: textAt('location'), needs: 'fileName' },
    UpdateFirmware: { kind: 'firmware', location: textAt('location') },
    GetLog: {
      kind: 'log',
      request: 'requestId',
      location: textAt('log', 'remoteLocation'),
      ...accepted,
    },
    SignedUpdateFirmware: {
      kind: 'firmware',
      request: 'requestId',
      location: textAt('firmware', 'location'),
      ...accepted,
    },
    ExtendedTriggerMessage: {
      kind: 'certificate',
      is: (payload) => member(payload, 'requestedMessage') === 'SignChargePointCertificate',
      ...accepted,
    },
    CertificateSigned: { kind: 'certificate', ends: true, ...accepted },
  },
  news: {
    DiagnosticsStatusNotification: wordNews('log', logEnds),
    FirmwareStatusNotification: wordNews('firmware', firmwareEnds),
    LogStatusNotification: wordNews('log', logEnds),
    SignCertificate: (payload) => ({ kind: 'certificate', part: [member(payload, 'csr')] }),
    SignedFirmwareStatusNotification: wordNews('firmware', firmwareEnds),
  },
}
