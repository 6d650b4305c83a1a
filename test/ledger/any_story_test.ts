import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { turn } from '../support/test_clock.ts'
import { BookKeeper } from './support/book_keeper.ts'
import { anyFates, type Delivery, deliveries } from './support/fates.ts'
import { anyStory, type Message, type Story } from './support/true_story.ts'

/** A station that delivers its story, again and again until it is answered. */
class Teller {
  readonly #keeper: BookKeeper
  readonly #story: Story
  readonly #numbered: boolean
  /** Ids by session, as the station knows them. */
  readonly ids = new Map<number, string | number>()
  kills = 0
  /** Answers that did not leave yet. */
  readonly #waiting: Promise<boolean>[] = []

  constructor(keeper: BookKeeper, story: Story, numbered: boolean) {
    this.#keeper = keeper
    this.#story = story
    this.#numbered = numbered
  }

  async tell(all: readonly Delivery[]): Promise<void> {
    for (const { message, kill, fails, hasty } of all) {
      const { session, kind } = message
      if (this.#numbered && kind !== 'start' && !this.ids.has(session)) await this.#start(session)
      if (kill !== null || fails) await this.#answered()
      if (kill !== null) await this.#die(message, kill)
      if (fails) {
        this.#keeper.store.failing = true
        this.#say(message)
        const answered = await this.#keeper.settle()
        // What is counted anew meets the full disk as well.
        await turn()
        this.#keeper.store.failing = false
        if (answered) continue
      }
      this.#deliver(message)
      if (!hasty) await this.#answered()
    }
    await this.#answered()
  }

  async #start(session: number): Promise<void> {
    const start = this.#story.messages.find((one) => one.session === session)
    if (start === undefined) return
    this.#deliver(start)
    await this.#answered()
  }

  async #die(message: Message, when: 'before' | 'after'): Promise<void> {
    this.kills += 1
    this.#say(message)
    if (when === 'after') await this.#keeper.settle()
    await this.#keeper.kill()
  }

  async #answered(): Promise<void> {
    for (const answer of this.#waiting.splice(0)) assert.ok(await answer)
  }

  #deliver(message: Message): void {
    const id = this.#say(message)
    this.#waiting.push(this.#keeper.settle())
    if (message.kind !== 'start') return
    const known = this.ids.get(message.session)
    if (known !== undefined) assert.is(id, known, 'the same start has the same id')
    else assert.not([...this.ids.values()].includes(id), 'no id twice')
    this.ids.set(message.session, id)
  }

  #say({ session, kind, events }: Message): string | number {
    const id = this.#idOf(session, kind)
    this.#keeper.report('S', events(id))
    return id
  }

  #idOf(session: number, kind: Message['kind']): string | number {
    if (!this.#numbered) return `tx-${session}`
    const of = this.#story.sessions[session]
    if (kind !== 'start' || of === undefined) return this.ids.get(session) ?? 0
    const { connector, idTag, meterStart, startedAt: at } = of
    return this.#keeper.idFor('S', { connector, idTag, meterStart, at })
  }
}

async function recordsOf(story: Story, all: readonly Delivery[], numbered: boolean) {
  const keeper = await BookKeeper.open()
  const teller = new Teller(keeper, story, numbered)
  await teller.tell(all)
  const records = await keeper.records()
  const bySession = [...teller.ids].map(([session, id]) => {
    const found = records.filter(({ transaction }) => transaction === String(id))
    assert.is(found.length, 1, `session ${session}`)
    const [record] = found
    const { id: _, transaction: __, ...rest } = record ?? { id: '', transaction: '' }
    return [session, rest] as const
  })
  assert.is(records.length, story.sessions.length)
  return { records: new Map(bySession.sort(([a], [b]) => a - b)), kills: teller.kills }
}

for (const numbered of [true, false]) {
  const words = numbered ? 'ids of the host' : 'ids of the station'
  test(`Whatever befalls the messages of a story, the ledger is the same, with ${words}`, async () => {
    let kills = 0
    await fc.assert(
      fc.asyncProperty(anyStory({ numbered }), anyFates({ kills: 3 }), async (story, all) => {
        const plain = await recordsOf(story, deliveries(story), numbered)
        for (const [session, record] of plain.records) {
          assert.is(Reflect.get(record, 'energy'), story.sessions[session]?.energy)
        }
        const told = await recordsOf(story, deliveries(story, all), numbered)
        assert.equal([...told.records], [...plain.records])
        kills += told.kills
      }),
      { numRuns: 150, includeErrorInReport: true },
    )
    assert.ok(kills > 100, `${kills} kills`)
  })
}

test.run()
