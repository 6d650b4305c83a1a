import * as v from 'valibot'

const words = ['accept', 'refuse', 'learn'] as const

/** What becomes of a card that nobody knows. */
export const unknownCards = v.picklist(words, words.join(', '))

/** Whether a wallbox that keeps a list of cards by itself is sent the cards. */
export const localList = v.picklist(['on', 'off'], 'on, off')

/** Settings of cards, beside the cards themselves. */
export const cardSettings = {
  unknownCards: v.optional(unknownCards, 'accept'),
  concurrentTransactions: v.optional(v.picklist(['allow', 'refuse'], 'allow, refuse'), 'allow'),
  localList: v.optional(localList, 'off'),
}

/** Help texts of {@link cardSettings}. */
export const cardTexts = {
  unknownCards: {
    value: 'RULE',
    text: 'what becomes of a card that nobody knows: accept, refuse, or learn (it may charge, and is known from then on). What is written to RFID_AUTH_EN counts more',
  },
  concurrentTransactions: {
    value: 'RULE',
    text: 'whether a card may have several transactions at a time: allow, or refuse (a second start is answered ConcurrentTx)',
  },
  localList: {
    value: 'on|off',
    text: 'whether wallboxes that keep a list of cards by themselves are sent the cards, in place of what they have',
  },
} as const
