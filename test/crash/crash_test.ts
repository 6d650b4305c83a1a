import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { inFolder } from '../cli/support/ddf.ts'
import { crash } from './run.ts'

const launcher = fileURLToPath(new URL('../../runtime/ddf.js', import.meta.url))

const kills = 2
const stations = 50
const life = { least: 50, most: 250 }

test('a server that is killed under load has lost nothing that it acknowledged', async () => {
  await inFolder(async (folder) => {
    const { checked, offences, story } = await crash({
      folder,
      kills,
      stations,
      life,
      program: [launcher],
      random: Math.random,
    })
    assert.equal(offences, [])
    // Every station charges at least once, and every session comes to its end.
    assert.ok(checked.starts >= stations && checked.readings >= stations)
    assert.ok(checked.stops >= stations)
    assert.ok(story.count.acknowledged >= kills * life.least)
    assert.ok(story.cut >= kills, 'calls were under way when it was killed')
  })
})

test.run()
