import { definePlugin } from '../../runtime/plugin/plugin.ts'

/**
 * ACU controller: AMTRON Premium, Smart, Professional. Quirks B9 C4 C5 F9 F10 M13: lower-case keys,
 * quoted lists, values once a minute at best, statuses only on a request for all connectors.
 */
export default definePlugin({
  name: 'mennekes-acu',
  revision: 1,
  match: [{ vendor: 'Mennekes*' }],
  traits: {
    setup: { sampleInterval: { min: 60, max: 86_400 }, triggerStatus: 'all' },
  },
})
