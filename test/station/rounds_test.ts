import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Inbox } from '../../runtime/serve/inbox.ts'
import { Rounds } from '../../runtime/station/rounds.ts'
import { turn } from '../support/test_clock.ts'

test('what is owed outside a round is settled at once', () => {
  const rounds = new Rounds()
  const settled: string[] = []
  rounds.owe({ conclude: () => undefined, settle: () => settled.push('a') })
  assert.equal(settled, ['a'])
})

test('what is owed in a round is settled when all its messages are handled, before any is answered', async () => {
  const rounds = new Rounds()
  const inbox = new Inbox(rounds)
  const said: string[] = []
  const peer = (name: string) => ({
    deliver() {
      said.push(`${name} handled`)
      rounds.owe({
        conclude: () => {
          said.push(`${name} concluded`)
          inbox.post(this, '')
        },
        settle() {
          said.push(`${name} settled`)
          // Whoever reacts may come to owe something.
          rounds.owe({ conclude: () => undefined, settle: () => said.push(`${name} reacted`) })
        },
      })
    },
    write: () => void said.push(`${name} answered`),
  })
  inbox.push(peer('a'), '')
  inbox.push(peer('b'), '')
  await turn()
  assert.equal(said, [
    'a handled',
    'b handled',
    'a concluded',
    'b concluded',
    'a settled',
    'a reacted',
    'b settled',
    'b reacted',
    'a answered',
    'b answered',
  ])
})

test.run()
