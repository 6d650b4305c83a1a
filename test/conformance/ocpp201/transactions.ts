import { group } from '../case.ts'
import { checks } from './transactions_check.ts'
import { starts } from './transactions_start.ts'
import { stops } from './transactions_stop.ts'

/** E: transactions, from their start to their end. */
export const transactions = group('E Transactions', { ...starts, ...stops, ...checks })
