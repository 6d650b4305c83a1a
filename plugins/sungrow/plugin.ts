import { definePlugin, type Hooks } from '../../runtime/plugin/plugin.ts'
import { chargingParameters } from './charging_parameters.ts'

/**
 * AC011E. Quirks B6 M20 P20: a limit for the whole station can only go down within a session, and what
 * it measures at the plug comes in messages of the vendor.
 */
const hooks: Hooks = {
  event: (event) => (event.kind === 'Noticed' ? chargingParameters(event) : event),
}

export default definePlugin({
  name: 'sungrow',
  revision: 1,
  match: [{ vendor: 'Sungrow*', model: 'AC011E*' }, { vendor: 'Sungrow*' }, { model: 'AC011E*' }],
  traits: {
    transport: { dataVendors: ['SUNGROW'] },
    profile: { purposes: ['TxDefaultProfile', 'TxProfile'] },
  },
  on: { event: ['Noticed'] },
  hooks,
})
