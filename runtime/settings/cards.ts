import * as v from 'valibot'

const words = ['accept', 'refuse', 'learn'] as const

/** What becomes of a card that nobody knows. */
export const unknownCards = v.picklist(words, words.join(', '))

/** Settings of cards, beside the cards themselves. */
export const cardSettings = { unknownCards: v.optional(unknownCards, 'accept') }

/** Help texts of {@link cardSettings}. */
export const cardTexts = {
  unknownCards: {
    value: 'RULE',
    text: 'what becomes of a card that nobody knows: accept, refuse, or learn (it may charge, and is known from then on). What is written to RFID_AUTH_EN counts more',
  },
} as const
