import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { replay } from '../../runtime/recording/replay.ts'
import { itemText, playLive } from './support/live.ts'
import { readFrames, shipped, shippedDescriptors, spoken } from './support/recordings.ts'

const descriptors = await shippedDescriptors()

for (const name of spoken) {
  test(`${name}: a replay does what the server does over sockets`, async () => {
    const recording = readFrames(name)
    const live = await playLive(recording)
    const { entries } = await replay({ recording, descriptors, plugins: shipped() })
    const items = entries.flatMap((entry) =>
      entry.kind === 'item' ? [itemText(entry.at, entry.address, entry)] : [],
    )
    const calls = entries.flatMap((entry) =>
      entry.kind === 'call'
        ? [`${entry.at} ${entry.station} ${entry.action} ${JSON.stringify(entry.payload)}`]
        : [],
    )
    assert.equal(calls, live.calls)
    assert.equal(items, live.items.slice(0, items.length))
    assert.ok(calls.length > 0 && items.length > 20)
    // The server ends last, and with it what was still connected.
    assert.ok(live.items.slice(items.length).every((text) => text.endsWith(' offline')))
  })
}

test.run()
