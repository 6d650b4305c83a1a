import { definePlugin, type Hooks } from '../../runtime/plugin/plugin.ts'
import { iecStatus, letterStatus, withoutOffered } from './iec_status.ts'

/**
 * Elvi. Quirks B4 C7 C8 M1 M5 M21 P14 P23 X7 X24: loses a request right after the connection, names
 * the measurands it takes in a key of its own, measures an offered current that is always 90 A, and
 * tells its IEC 61851 state and the limit in force only in the `info` of a status and in messages of
 * the vendor.
 */
const hooks: Hooks = {
  event(event) {
    switch (event.kind) {
      case 'StatusReported':
        return iecStatus(event)
      case 'Metered':
        return withoutOffered(event)
      case 'Noticed':
        return letterStatus(event)
      default:
        return event
    }
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
    setup: {
      settle: 2,
      measurandsFrom: 'evb_SupportedMeasurands',
      omitMeasurands: ['Current.Offered', 'Power.Offered', 'SoC'],
    },
    profile: { stackLevel: 0 },
    meter: { ignore: ['Power.Offered', 'SoC'] },
  },
  variants: [
    // Told in words only (X24): after unplugging it is faulted for a moment.
    { option: { delayFaults: true }, traits: { meter: { debounce: { Faulted: 5 } } } },
  ],
  options: { delayFaults: false },
  on: { event: ['StatusReported', 'Metered', 'Noticed'] },
  hooks,
})
