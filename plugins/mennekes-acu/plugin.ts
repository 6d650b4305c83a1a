import { definePlugin } from '../../runtime/plugin/plugin.ts'

/**
 * ACU controller: AMTRON Premium, Smart, Professional. Quirks B9 C4 C5 F9 F10 M13: values come once a
 * minute at best. Keys in lower case, lists in quotes, statuses that are only told when all are asked
 * for, a card with its connector, and no time of a status are the core's to bear.
 */
export default definePlugin({
  name: 'mennekes-acu',
  revision: 1,
  match: [{ vendor: 'Mennekes*' }],
  traits: {
    setup: { sampleInterval: { min: 60, max: 86_400 } },
  },
})
