import type { CaseEntry } from '../case.ts'
import { told } from './told.ts'

/** Asking the station how a transaction is. */
export const checks: Readonly<Record<string, CaseEntry>> = {
  TC_E_29_CSMS: asked('runs, with messages still to come', true, {
    ongoingIndicator: true,
    messagesInQueue: true,
  }),
  TC_E_30_CSMS: asked('runs, with nothing still to come', true, {
    ongoingIndicator: true,
    messagesInQueue: false,
  }),
  TC_E_31_CSMS: asked('is over, with messages still to come', true, {
    ongoingIndicator: false,
    messagesInQueue: true,
  }),
  TC_E_33_CSMS: asked('any of them: messages are still to come', false, { messagesInQueue: true }),
  TC_E_34_CSMS: asked('any of them: nothing is still to come', false, { messagesInQueue: false }),
}

function asked(what: string, one: boolean, answer: object): CaseEntry {
  return told({
    must: `the station is asked how a transaction is: ${what}`,
    action: 'GetTransactionStatus',
    payload: one ? { transactionId: 'T-1' } : {},
    answer,
  })
}
