import { group } from '../case.ts'
import { told } from './told.ts'

/** I: what charging costs. */
export const cost = group('I Tariff and Cost', {
  TC_I_01_CSMS: told({
    must: 'the running cost of a transaction is told to the station',
    action: 'CostUpdated',
    payload: { totalCost: 3.25, transactionId: 'T-1' },
    answer: {},
  }),
  TC_I_02_CSMS: {
    by: 'station',
    must: '',
    outOfScope:
      'The end of a transaction would have to be answered with its total cost; the host knows no ' +
      'tariffs, they belong to whoever bills',
  },
})
