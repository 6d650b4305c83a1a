import * as fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { unifiedDiff } from '../../runtime/recording/diff.ts'

const names = { before: 'a', after: 'b' }
const letters = (text: string) => text.split('')

test('what is the same makes no difference', () => {
  assert.equal(unifiedDiff(['x', 'y'], ['x', 'y'], names), [])
  assert.equal(unifiedDiff([], [], names), [])
})

test('a difference is shown with three lines around it', () => {
  assert.equal(unifiedDiff(letters('abcdefgh'), letters('abcdXfgh'), names), [
    '--- a',
    '+++ b',
    '@@ -2,7 +2,7 @@',
    ' b',
    ' c',
    ' d',
    '-e',
    '+X',
    ' f',
    ' g',
    ' h',
  ])
})

test('differences far from each other are shown apart, near ones together', () => {
  const middle = '0123456789'
  const far = unifiedDiff(letters(`A${middle}B`), letters(`X${middle}Y`), names)
  assert.equal(
    far.filter((line) => line.startsWith('@@')),
    ['@@ -1,4 +1,4 @@', '@@ -9,4 +9,4 @@'],
  )
  const near = unifiedDiff(letters('A012345B'), letters('X012345Y'), names)
  assert.equal(
    near.filter((line) => line.startsWith('@@')),
    ['@@ -1,8 +1,8 @@'],
  )
})

test('a diff leads from one list to the other, by the fewest lines', () => {
  const list = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 30 })
  fc.assert(
    fc.property(list, list, (before, after) => {
      const lines = unifiedDiff(before, after, names)
      assert.equal(applied(before, lines), after)
      const changed = lines.filter((line) => /^[-+][abc]$/.test(line)).length
      assert.is(changed, before.length + after.length - 2 * common(before, after))
    }),
    { numRuns: 500 },
  )
})

test('very different lists are told as such, without end of search', () => {
  const before = Array.from({ length: 6000 }, (_, i) => `a${i}`)
  const after = Array.from({ length: 6000 }, (_, i) => `b${i}`)
  assert.is(unifiedDiff(before, after, names).length, 2 + 1 + 12_000)
})

test.run()

/** Carries a unified diff out. */
function applied(before: readonly string[], diff: readonly string[]): readonly string[] {
  const result: string[] = []
  let next = 0
  for (const line of diff.slice(2)) {
    const [, start] = /^@@ -(\d+),/.exec(line) ?? []
    if (start !== undefined) {
      const from = Math.max(next, Number(start) - 1)
      result.push(...before.slice(next, from))
      next = from
    } else if (line.startsWith('+')) result.push(line.slice(1))
    else {
      assert.is(before[next], line.slice(1))
      if (line.startsWith(' ')) result.push(line.slice(1))
      next += 1
    }
  }
  return [...result, ...before.slice(next)]
}

/** Length of the longest common subsequence. */
function common(a: readonly string[], b: readonly string[]): number {
  let row = new Array<number>(b.length + 1).fill(0)
  for (const one of a) {
    const next = [0]
    for (const [j, other] of b.entries()) {
      next.push(one === other ? (row[j] ?? 0) + 1 : Math.max(row[j + 1] ?? 0, next[j] ?? 0))
    }
    row = next
  }
  return row[b.length] ?? 0
}
