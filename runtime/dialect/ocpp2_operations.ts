import { list, member } from './answer.ts'
import type { HostAction, StationAction } from './generated/ocpp201.actions.gen.ts'
import { firmwareEnds, logEnds } from './operation_words.ts'
import {
  canceling,
  type OperationCall,
  type Operations,
  partNews,
  requestOf,
  textAt,
  wordNews,
} from './operations.ts'

const accepted = { request: 'requestId', begins: ['Accepted', canceling] } as const
const report = { ...accepted, kind: 'report', empty: ['EmptyResultSet'] } satisfies OperationCall
const csr = /^Sign(ChargingStation|V2G|V2G20|Combined)Certificate$/

/** What takes long in OCPP 2.0.1 and 2.1 alike. */
export const operations: Operations<HostAction, StationAction> = {
  calls: {
    CustomerInformation: {
      ...accepted,
      kind: 'customer-information',
      // Only clearing it is over with the answer.
      is: (payload) => member(payload, 'report') === true,
    },
    GetBaseReport: report,
    GetChargingProfiles: { ...accepted, kind: 'charging-profiles', empty: ['NoProfiles'] },
    GetDisplayMessages: { ...accepted, kind: 'display-messages', empty: ['Unknown'] },
    GetLog: { ...accepted, kind: 'log', location: textAt('log', 'remoteLocation') },
    GetMonitoringReport: { ...report, kind: 'monitoring-report' },
    GetReport: report,
    PublishFirmware: { ...accepted, kind: 'firmware-publishing', location: textAt('location') },
    UpdateFirmware: { ...accepted, kind: 'firmware', location: textAt('firmware', 'location') },
    TriggerMessage: {
      kind: 'certificate',
      begins: ['Accepted'],
      is: (payload) => csr.test(String(member(payload, 'requestedMessage'))),
    },
    CertificateSigned: { kind: 'certificate', ends: true, begins: ['Accepted'] },
  },
  news: {
    FirmwareStatusNotification: wordNews('firmware', firmwareEnds),
    LogStatusNotification: wordNews('log', logEnds),
    NotifyCustomerInformation: partNews('customer-information', (p) => [member(p, 'data')]),
    NotifyDisplayMessages: partNews('display-messages', (p) => list(member(p, 'messageInfo'))),
    NotifyMonitoringReport: partNews('monitoring-report', (p) => list(member(p, 'monitor'))),
    PublishFirmwareStatusNotification: wordNews('firmware-publishing', {
      done: ['Published'],
      failed: ['DownloadFailed', 'InvalidChecksum', 'PublishFailed'],
    }),
    ReportChargingProfiles: partNews('charging-profiles', (p) =>
      list(member(p, 'chargingProfile')).map((profile) => ({
        evseId: member(p, 'evseId'),
        chargingLimitSource: member(p, 'chargingLimitSource'),
        chargingProfile: profile,
      })),
    ),
    SignCertificate: (payload) => ({
      kind: 'certificate',
      request: requestOf(payload),
      part: [member(payload, 'csr')],
    }),
  },
}
