import { definePlugin, type Hooks } from '../../runtime/plugin/plugin.ts'

/**
 * SCharger 7KS and 22KT. Quirks B7 F3 M9 P6 P8 P11 X17: its vendor is empty text, values say that they
 * are of the beginning whenever they were taken, limits count in W only, a limit of 0 ends the session
 * and outlives it, so that it is never sent and whatever an earlier host left is cleared. An element
 * without its list is the core's to mend.
 */
const hooks: Hooks = {
  event(event) {
    if (event.kind !== 'Metered') return event
    const samples = event.samples.map((sample) =>
      sample.context === 'Transaction.Begin'
        ? { ...sample, context: 'Sample.Periodic' as const }
        : sample,
    )
    return { ...event, samples }
  },
}

export default definePlugin({
  name: 'huawei-scharger',
  revision: 1,
  match: [
    { vendor: 'Huawei*' },
    { vendor: '', model: 'ACChargePoint' },
    { firmware: 'SCharger-*' },
  ],
  traits: {
    setup: { clearProfiles: true },
    profile: { unit: 'W', phases: 3, numberPhases: false },
    control: { min: 6, pause: 'stopTransaction' },
  },
  variants: [
    { model: '*7KS*', traits: { profile: { phases: 1 } } },
    { option: { singlePhase: true }, traits: { profile: { phases: 1 } } },
    // Told in words only (X17): it starts and stops at once with these keys set.
    {
      option: { localAuthorization: false },
      traits: { setup: { write: { LocalAuthorizeOffline: 'false', LocalPreAuthorize: 'false' } } },
    },
  ],
  options: { singlePhase: false, localAuthorization: true },
  on: { event: ['Metered'] },
  hooks,
})
