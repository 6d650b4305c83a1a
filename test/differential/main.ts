/** Compares more than the suite does: `npm run differential -- [messages of each version] [seed]`. */
import process from 'node:process'
import { compare } from './compare.ts'

const [messages = '350000', seed = '1'] = process.argv.slice(2)
for (const { version, messages: heard, recognized } of await compare({
  messages: Number(messages),
  seed: Number(seed),
})) {
  console.log(`${version}: ${heard} messages, ${recognized} recognized, no difference`)
}
