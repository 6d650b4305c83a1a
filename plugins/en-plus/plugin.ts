import { definePlugin, type StationEvent } from '../../runtime/plugin/plugin.ts'

/**
 * AC7000 and its white labels. Quirks T8 B5 F11 M18 P5 P8 X5: hangs on ChangeAvailability, does not
 * answer pings, answers profiles under another message id, takes them on connector 1 only, ends the
 * session below its least limit, and keeps the id of a transaction that is over.
 */
export default definePlugin({
  name: 'en-plus',
  revision: 1,
  match: [
    { vendor: 'EN+*' },
    { vendor: 'EN PLUS*' },
    { model: 'AC7000-AE-*' },
    { station: 'SN1005*' },
  ],
  traits: {
    transport: { pingInterval: 0, anyAnswerId: true, dataVendors: ['*'] },
    setup: { makeOperative: false },
    profile: { connector: 1, purposes: ['TxDefaultProfile', 'TxProfile'] },
    control: { min: 6, pause: 'stopTransaction', resume: 'remoteStart' },
    meter: { voltageOnlyWhileCharging: true },
  },
  on: { payload: [], event: ['Noticed'], command: [] },
  hooks: {
    event: (event) => (event.kind === 'Noticed' ? gatewayInfo(event) : event),
  },
})

/** What its gateway says of the circuit, as keys a descriptor may read: `gatewayInfo/maxCurrent` in A. */
function gatewayInfo(event: Extract<StationEvent, { kind: 'Noticed' }>): StationEvent[] {
  const { messageId, data } = event.payload as { messageId?: unknown; data?: unknown }
  if (messageId !== 'gatewayInfo' || typeof data !== 'string') return [event]
  const { maxCurr, phase } = JSON.parse(data) as { maxCurr?: unknown; phase?: unknown }
  const values = [
    ...(typeof maxCurr === 'number'
      ? [{ key: 'gatewayInfo/maxCurrent', value: String(maxCurr / 10), readonly: true }]
      : []),
    ...(typeof phase === 'number'
      ? [{ key: 'gatewayInfo/phases', value: String(phase), readonly: true }]
      : []),
  ]
  return [event, { kind: 'ConfigurationRead', values }]
}
