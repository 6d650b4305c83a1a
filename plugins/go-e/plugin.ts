import { definePlugin } from '../../runtime/plugin/plugin.ts'

/**
 * go-e Charger and Fronius Wattpilot. Quirks T14 B6 C10 M14 P10 P11 P17 P22 X3 X6 X15. Before firmware
 * 055.6 the phases of a profile are ignored and values cannot be asked for; a limit after a pause is
 * said twice, since the first is taken and not applied. That a stop of no transaction, dated before
 * the start, ends nothing is what the core does.
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
    control: { min: 6, resume: 'resend' },
    hints: [
      {
        level: 'info',
        text: 'Without a card it charges with a card of its own, which its own API names (ocppd)',
      },
      {
        level: 'info',
        text: 'When the vehicle is full it starts nothing again before it is unplugged',
      },
    ],
  },
  variants: [
    { firmware: '<055.6', traits: { profile: { numberPhases: false } } },
    { firmware: '>=055.6', traits: { setup: { pollMeter: 60 } } },
  ],
})
