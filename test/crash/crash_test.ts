import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { inFolder } from '../cli/support/ddf.ts'
import { crash } from './run.ts'

const launcher = fileURLToPath(new URL('../../runtime/ddf.js', import.meta.url))

test('a server that is killed under load has lost nothing that it acknowledged', async () => {
  await inFolder(async (folder) => {
    const { checked, offences, story } = await crash({
      folder,
      kills: 2,
      stations: 50,
      program: [launcher],
      random: Math.random,
    })
    assert.equal(offences, [])
    assert.ok(checked.starts > 50 && checked.readings > 50 && checked.stops > 10)
    assert.ok(story.count.again > 0, 'it was killed while calls were under way')
  })
})

test.run()
