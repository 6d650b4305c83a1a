import { definePlugin } from '../../runtime/plugin/plugin.ts'

/**
 * AMTRON 4You and 4Business. Quirks T7 T11 M1 X6: takes up to fifteen minutes to connect. That it never
 * pings, sends an element for each value, and transaction 0 for none, is what the core bears.
 */
export default definePlugin({
  name: 'mennekes-4you',
  revision: 1,
  match: [
    { vendor: 'Mennekes*', model: '*4You*' },
    { vendor: 'Mennekes*', model: '*4Business*' },
    { model: '*4You*' },
    { model: '*4Business*' },
  ],
  traits: {
    hints: [{ level: 'info', text: 'The first connection may take up to fifteen minutes' }],
  },
})
