import * as v from 'valibot'
import type { Connector } from '../connector.ts'
import { profileSchema } from '../profile_schema.ts'
import { type CallRow, idTag, meant, natural, row, status, whole } from './row.ts'

/** Starting, stopping, availability, configuration, reset. */
export const coreRows: Readonly<Record<string, CallRow>> = {
  RemoteStartTransaction: row(
    v.object({
      connectorId: v.optional(natural),
      idTag,
      chargingProfile: v.optional(profileSchema),
    }),
    (asked, box) => {
      const connector = meant(box, asked.connectorId ?? 0).find((one) => mayStart(one, asked.idTag))
      if (!connector) return status('Rejected')
      return status('Accepted', () => {
        const begin = () => {
          const { chargingProfile } = asked
          if (chargingProfile) {
            box.profiles.install(connector.id, chargingProfile, box.clock.now())
          }
          connector.permit(asked.idTag)
        }
        if (!box.configuration.flag('AuthorizeRemoteTxRequests')) return begin()
        box.cards.decide(asked.idTag, (info) => {
          if (info.status === 'Accepted') begin()
        })
      })
    },
  ),
  RemoteStopTransaction: row(v.object({ transactionId: whole }), (asked, box) => {
    const found = box.connectors.find(({ session }) => session?.number === asked.transactionId)
    return found ? status('Accepted', () => found.stop('Remote')) : status('Rejected')
  }),
  ChangeAvailability: row(
    v.object({ connectorId: natural, type: v.picklist(['Inoperative', 'Operative']) }),
    (asked, box) => {
      const connectors = meant(box, asked.connectorId)
      if (connectors.length === 0) return status('Rejected')
      const outcomes = connectors.map((one) => one.setOperative(asked.type === 'Operative'))
      const word = outcomes.find((one) => one === 'Scheduled') ?? 'Accepted'
      return status(word, () => box.settle())
    },
  ),
  GetConfiguration: row(
    v.object({ key: v.optional(v.array(v.string())) }),
    ({ key: keys }, box) => {
      if (!keys || keys.length === 0) {
        return { answer: { configurationKey: box.configuration.entries() } }
      }
      const limit = box.configuration.number('GetConfigurationMaxKeys')
      if (keys.length > limit) {
        const description = `At most ${limit} keys can be asked for at once`
        return { error: 'OccurenceConstraintViolation', description }
      }
      const entries = keys.map((key) => ({ key, entry: box.configuration.entry(key) }))
      return {
        answer: {
          configurationKey: entries.flatMap(({ entry }) => (entry ? [entry] : [])),
          unknownKey: entries.flatMap(({ key, entry }) => (entry ? [] : [key])),
        },
      }
    },
  ),
  ChangeConfiguration: row(v.object({ key: v.string(), value: v.string() }), (asked, box) => {
    const outcome = box.configuration.change(asked.key, asked.value)
    if (outcome !== 'Accepted') return status(outcome)
    box.emit({ kind: 'configured', key: asked.key, value: asked.value })
    return status(outcome, () => box.retime())
  }),
  UnlockConnector: row(v.object({ connectorId: natural }), ({ connectorId }, box) => {
    const connector = connectorId > 0 ? meant(box, connectorId)[0] : undefined
    if (!connector) return status('NotSupported')
    return status('Unlocked', () => connector.stop('UnlockCommand'))
  }),
  Reset: row(v.object({ type: v.picklist(['Soft', 'Hard']) }), ({ type }, box) =>
    status('Accepted', () => box.restart(type)),
  ),
  ClearCache: row(v.object({}), () => status('Accepted')),
  DataTransfer: row(v.object({ vendorId: v.string() }), () => status('UnknownVendorId')),
}

function mayStart(connector: Connector, card: string): boolean {
  if (connector.session || connector.permitted) return false
  const { reservation } = connector
  if (reservation && reservation.idTag.toLowerCase() !== card.toLowerCase()) return false
  return ['Available', 'Preparing', 'Finishing', 'Reserved'].includes(connector.status)
}
