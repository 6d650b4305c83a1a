import { definePlugin } from '../../runtime/plugin/plugin.ts'

/**
 * Pulsar, Copper, Commander. Quirks T9 B1 B2 B3 M11 M15 P1 P2 P4 P7 P9 P21 X1 X6 X18 X23. Seen in
 * firmware 5.17 to 6.13: answers nothing before it has booted, boots again when it is called then, and
 * loses the link to a burst of requests after a connection; refuses profiles while nobody charges;
 * tells a constant 0 for L1 and for power. That it is asked once an hour for a boot, and pinged every
 * 20 s, is what the core does.
 */
export default definePlugin({
  name: 'wallbox',
  revision: 1,
  match: [{ vendor: 'Wall Box Chargers' }],
  traits: {
    setup: { settle: 3, triggerStatus: 'never' },
    profile: { purposes: ['TxDefaultProfile'], kinds: ['Relative'], onlyWhileCharging: true },
    control: { min: 6, step: 1, start: 'remoteOnPreparing' },
    meter: { zeroVoltageIsNone: true, power: 'reportedOrDerived' },
  },
  variants: [
    {
      firmware: '<6',
      traits: {
        setup: { omitMeasurands: ['Current.Offered', 'Power.Offered'] },
        profile: { kinds: ['Absolute'], stackLevel: 0 },
        control: { pause: 'minLimit' },
      },
    },
    // The Pulsar Pro takes the list of measurands and then sends nothing (M15).
    { model: 'PPR1-*', traits: { setup: { pollMeter: 60 } } },
    // Suspected only (P21): an old profile that outranks new ones.
    { option: { clearProfiles: true }, traits: { setup: { clearProfiles: true } } },
    // Told in words only (X18): it starts by itself while it has no connection.
    {
      option: { startsOffline: false },
      traits: {
        setup: {
          write: {
            LocalAuthorizeOffline: 'false',
            LocalPreAuthorize: 'false',
            AllowOfflineTxForUnknownId: 'false',
          },
        },
      },
    },
  ],
  options: { clearProfiles: false, startsOffline: true },
})
