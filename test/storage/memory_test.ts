import { test } from 'uvu'
import { MemoryStore } from '../../runtime/storage/memory.ts'
import { storeContract } from './contract.ts'
import { historyContract } from './history_contract.ts'
import { transactionsContract } from './transactions_contract.ts'

storeContract(test, () => Promise.resolve(new MemoryStore()))
transactionsContract(test, () => Promise.resolve(new MemoryStore()))
historyContract(test, () => Promise.resolve(new MemoryStore()))

test.run()
