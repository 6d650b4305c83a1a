import * as v from 'valibot'
import { type Box, type CallRow, idTag, meant, natural, row, status, time, whole } from './row.ts'

const tagInfo = v.object({ status: v.string(), parentIdTag: v.optional(v.string()) })

/** Triggers, reservations, the local list, diagnostics and firmware. */
export const extraRows: Readonly<Record<string, CallRow>> = {
  TriggerMessage: row(
    v.object({ requestedMessage: v.string(), connectorId: v.optional(natural) }),
    ({ requestedMessage, connectorId = 0 }, box) => {
      const connectors = meant(box, connectorId)
      if (connectors.length === 0) return status('Rejected')
      const send: Readonly<Record<string, () => void>> = {
        BootNotification: () => box.boot(),
        Heartbeat: () => box.heartbeat(),
        StatusNotification: () => {
          if (connectorId === 0) box.report()
          for (const one of connectors) one.report()
        },
        MeterValues: () => {
          const wanted = box.configuration.list('MeterValuesSampledData')
          for (const one of connectors) one.sendMeter('Trigger', wanted)
        },
        DiagnosticsStatusNotification: () => again('DiagnosticsStatusNotification'),
        FirmwareStatusNotification: () => again('FirmwareStatusNotification'),
      }
      const again = (action: string) =>
        box.call({ action, payload: () => ({ status: box.progressOf(action) }) })
      const asked = Object.hasOwn(send, requestedMessage) ? send[requestedMessage] : undefined
      return asked ? status('Accepted', asked) : status('NotImplemented')
    },
  ),
  ReserveNow: row(
    v.object({
      connectorId: natural,
      expiryDate: time,
      idTag,
      parentIdTag: v.optional(idTag),
      reservationId: whole,
    }),
    (asked, box) => {
      const connector = asked.connectorId > 0 ? meant(box, asked.connectorId)[0] : undefined
      if (!connector) return status('Rejected')
      const isOwn = connector.reservation?.id === asked.reservationId
      if (connector.status === 'Faulted') return status('Faulted')
      if (connector.status === 'Unavailable') return status('Unavailable')
      if (connector.status !== 'Available' && !(connector.status === 'Reserved' && isOwn)) {
        return status('Occupied')
      }
      const reservation = {
        id: asked.reservationId,
        idTag: asked.idTag,
        parent: asked.parentIdTag,
      }
      connector.reservation = reservation
      box.clock.after(untilTime(asked.expiryDate, box), () => {
        if (connector.reservation !== reservation) return
        connector.reservation = undefined
        connector.settle()
      })
      return status('Accepted', () => connector.settle())
    },
  ),
  CancelReservation: row(v.object({ reservationId: whole }), ({ reservationId }, box) => {
    const found = box.connectors.find(({ reservation }) => reservation?.id === reservationId)
    if (!found) return status('Rejected')
    found.reservation = undefined
    return status('Accepted', () => found.settle())
  }),
  GetLocalListVersion: row(v.object({}), (_, box) => ({
    answer: { listVersion: box.cards.listVersion },
  })),
  SendLocalList: row(
    v.object({
      listVersion: whole,
      updateType: v.picklist(['Differential', 'Full']),
      localAuthorizationList: v.optional(
        v.array(v.object({ idTag, idTagInfo: v.optional(tagInfo) })),
        [],
      ),
    }),
    ({ listVersion, updateType, localAuthorizationList: list }, box) => {
      const isFull = updateType === 'Full'
      if (!isFull && listVersion <= box.cards.listVersion) return status('VersionMismatch')
      if (list.length > box.configuration.number('SendLocalListMaxLength')) return status('Failed')
      const entries = list.map(({ idTag, idTagInfo }) => ({
        idTag,
        ...(idTagInfo && { status: idTagInfo.status, parent: idTagInfo.parentIdTag }),
      }))
      box.cards.update(entries, isFull)
      box.cards.listVersion = listVersion
      return status('Accepted')
    },
  ),
  GetDiagnostics: row(v.object({ location: v.string() }), ({ location }, box) => ({
    answer: { fileName },
    after: () => {
      const action = 'DiagnosticsStatusNotification'
      box.progress(action, ['Uploading'], () => {
        void upload(location, box).then((done) => {
          box.progress(action, [done ? 'Uploaded' : 'UploadFailed'])
        })
      })
    },
  })),
  UpdateFirmware: row(v.object({ location: v.string(), retrieveDate: time }), (asked, box) => ({
    answer: {},
    after: () => {
      const version = asked.location.split('/').at(-1)?.slice(0, 50) || 'unnamed'
      const action = 'FirmwareStatusNotification'
      box.clock.after(untilTime(asked.retrieveDate, box), () => {
        box.progress(action, ['Downloading', 'Downloaded', 'Installing'], () => {
          box.restart('Soft', version)
          box.progress(action, ['Installed'])
        })
      })
    },
  })),
}

const fileName = 'diagnostics.log'

/** Uploads what the box knows of itself, by HTTP; other schemes are only played. */
async function upload(location: string, box: Box): Promise<boolean> {
  if (!/^https?:/i.test(location)) return true
  const lines = box.connectors.map(({ id, status }) => `connector ${id}: ${status}\n`)
  const url = `${location.replace(/\/$/, '')}/${fileName}`
  try {
    return (await fetch(url, { method: 'PUT', body: lines.join('') })).ok
  } catch {
    return false
  }
}

/** Milliseconds until a time, as far as timers reach. */
function untilTime(at: number, box: Box): number {
  return Math.min(Math.max(0, at - box.clock.now()), 2 ** 31 - 1)
}
