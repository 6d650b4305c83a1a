import { definePlugin, type Hooks } from '../../runtime/plugin/plugin.ts'
import { iecStatus, letterStatus } from './iec_status.ts'

/**
 * Elvi. Quirks B4 C7 C8 M1 M5 M21 P14 P23: loses the first request, names the measurands it takes in
 * a key of its own, and tells its IEC 61851 state and the limit in force only in the `info` of a
 * status and in messages of the vendor.
 */
const hooks: Hooks = {
  event(event) {
    if (event.kind === 'StatusReported') return iecStatus(event)
    return event.kind === 'Noticed' ? letterStatus(event) : event
  },
}

export default definePlugin({
  name: 'evbox-elvi',
  revision: 1,
  match: [
    { vendor: 'EV-BOX', model: 'G4E-*' },
    { vendor: 'EVBox', model: 'G4E-*' },
    { vendor: 'EV-BOX' },
    { vendor: 'EVBox' },
    { keys: ['evb_SupportedMeasurands'] },
  ],
  traits: {
    transport: { dataVendors: ['EV-BOX'] },
    setup: { settle: 2, measurandsFrom: 'evb_SupportedMeasurands' },
    profile: { stackLevel: 0 },
    meter: { ignore: ['Power.Offered', 'SoC'] },
  },
  on: { payload: [], event: ['StatusReported', 'Noticed'], command: [] },
  hooks,
})
