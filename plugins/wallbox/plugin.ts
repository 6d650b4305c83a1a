import { definePlugin } from '../../runtime/plugin/plugin.ts'

/**
 * Pulsar, Copper, Commander. Quirks T9 B1 B2 B3 M11 P1 P2 P4 P7 P9 P21 X1 X23. Seen in firmware 5.17
 * to 6.13: a burst of requests right after a connection makes it short; profiles are refused while
 * nobody charges; L1 of voltage and power is a constant 0.
 */
export default definePlugin({
  name: 'wallbox',
  revision: 1,
  match: [{ vendor: 'Wall Box Chargers' }],
  traits: {
    transport: { pingInterval: 20 },
    setup: { triggerBootAfter: 5, triggerBootEvery: 3600, triggerStatus: 'never' },
    profile: { purposes: ['TxDefaultProfile'], kinds: ['Relative'], onlyWhileCharging: true },
    control: { min: 6, step: 1, start: 'remoteOnPreparing' },
    meter: { zeroVoltageIsNone: true, power: 'voltageTimesCurrent' },
  },
  variants: [
    {
      firmware: '<6',
      traits: {
        profile: { kinds: ['Absolute'], stackLevel: 0 },
        setup: {
          measurands: [
            'Energy.Active.Import.Register',
            'Power.Active.Import',
            'Current.Import',
            'Voltage',
          ],
        },
        control: { pause: 'never' },
      },
    },
    // What is only suspected (P21): an old profile that outranks new ones.
    { option: { clearProfiles: true }, traits: { setup: { clearProfiles: true } } },
  ],
  options: { clearProfiles: false },
})
