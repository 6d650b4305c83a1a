import { definePlugin, type Hooks } from '../../runtime/plugin/plugin.ts'
import { gatewayInfo } from './gateway_info.ts'

/**
 * AC7000 and its white labels. Quirks T8 B5 F11 M18 P5 P8 X5: hangs when the whole station is made
 * operative, does not answer pings, answers profiles under another message id, takes them on
 * connector 1 only, ends the session below its least limit, and keeps the id of a transaction that is
 * over.
 */
const hooks: Hooks = {
  event: (event) => (event.kind === 'Noticed' ? gatewayInfo(event) : event),
  command(command) {
    const hangs = command.kind === 'ChangeAvailability' && command.connector === 0
    return hangs && command.operative ? null : command
  },
}

export default definePlugin({
  name: 'en-plus',
  revision: 1,
  match: [
    { vendor: 'EN+*' },
    { vendor: 'EN PLUS*' },
    { model: 'AC7000-AE-*' },
    { serial: 'SN1005*' },
    { station: 'SN1005*' },
  ],
  traits: {
    transport: { pingInterval: 0, anyAnswerId: true, dataVendors: ['*'] },
    profile: { connector: 1, purposes: ['TxDefaultProfile', 'TxProfile'] },
    control: { min: 6, pause: 'stopTransaction' },
    meter: { voltageOnlyWhileCharging: true },
  },
  on: { event: ['Noticed'], command: ['ChangeAvailability'] },
  hooks,
})
