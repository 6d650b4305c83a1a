import { definePlugin } from '../../runtime/plugin/plugin.ts'

/**
 * go-e Charger and Fronius Wattpilot. Quirks B6 C10 M14 P10 P11 P17 P22 X3 X6 X15. Before firmware
 * 055.6 the phases of a profile are ignored and values cannot be asked for. After a start it may send
 * a stop of no transaction, dated before that start.
 */
export default definePlugin({
  name: 'go-e',
  revision: 1,
  match: [
    { vendor: 'go-e*', model: 'go-eCharger*' },
    { vendor: 'go-e*' },
    { vendor: 'fronius', model: 'wattpilot*' },
  ],
  traits: {
    setup: { neverWrite: ['MeterValuesSampledData'] },
    profile: { unit: 'A' },
    control: { min: 6, resume: 'resend', resend: { times: 2, every: 5 } },
  },
  variants: [
    { firmware: '<055.6', traits: { profile: { numberPhases: false } } },
    { firmware: '>=055.6', traits: { setup: { pollMeter: 60 } } },
  ],
})
