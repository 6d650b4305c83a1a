import { definePlugin } from '../../runtime/plugin/plugin.ts'

/**
 * EVC04 and the boxes built on it (Webasto Unite among them). Quirks C2 C15 F5 M7 B11: one key a
 * request, four measurands, booleans in capitals, a register that begins anew, a reboot every night.
 */
export default definePlugin({
  name: 'vestel-evc04',
  revision: 1,
  match: [
    { vendor: 'Vestel*', model: 'EVC04*' },
    { vendor: 'Vestel*', model: 'EU_EDR_*' },
    { vendor: 'Vestel*' },
    { vendor: 'Webasto*', model: 'EVC04*' },
    { keys: ['FreeModeActive', 'FreeModeRFID'] },
  ],
  traits: {
    setup: { chunk: 1, maxMeasurands: 4, booleans: ['TRUE', 'FALSE'] },
    meter: { register: 'session' },
    hints: [{ level: 'info', text: 'The box reboots every night and is away for about a minute' }],
  },
  variants: [
    { option: { freeMode: true }, traits: { setup: { write: { FreeModeActive: 'true' } } } },
  ],
  options: { freeMode: false },
})
