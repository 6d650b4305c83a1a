import { test } from 'uvu'
import { MemoryStore } from '../../runtime/storage/memory.ts'
import { storeContract } from './contract.ts'

storeContract(test, () => Promise.resolve(new MemoryStore()))

test.run()
