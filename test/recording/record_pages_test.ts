import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { pageSize, RecordPages } from '../../runtime/recording/record_pages.ts'

test('Of each page it is known what is recorded there, until it is given back', () => {
  const most = 5000
  const pages = new RecordPages(most)
  const known = (page: number) => [
    pages.used(page),
    pages.first(page),
    pages.lastAt(page),
    pages.keeps(page),
  ]
  for (let round = 0; round < 2; round++) {
    const taken = Array.from({ length: most }, () => pages.take())
    for (const page of taken) assert.equal(known(page), [0, -1, 0, false])
    for (const page of taken) {
      pages.filled(page, 7)
      assert.is(pages.begin(page, 13, { at: 1e12 + page, keep: true }), 7)
      pages.begin(page, 1, { at: 2e12 + page, keep: false })
      pages.filled(page, pageSize - 21)
    }
    for (const page of taken) assert.equal(known(page), [pageSize, 7, 2e12 + page, true])
    for (const page of taken) pages.give(page)
  }
})

test.run()
