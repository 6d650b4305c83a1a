import { suite } from 'uvu'
import { isTried } from './case.ts'
import { ocpp16 as table } from './ocpp16/table.ts'
import { trialsOf } from './run.ts'
import { Servers } from './servers.ts'

const test = suite('conformance')
const servers = new Servers()

for (const one of table.cases.filter(isTried)) {
  for (const { must, run } of trialsOf(one, table, servers)) test(`${one.id}: ${must}`, run)
}

test.after(() => servers[Symbol.asyncDispose]())

test.run()
