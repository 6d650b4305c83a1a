/** HTTP clients on bare sockets: `http.ts reads|events PORT PATH COUNT`, told by its parent when to count. */
import { connect, type Socket } from 'node:net'
import process from 'node:process'
import { Histogram } from './histogram.ts'

const [kind = 'reads', port = '0', path = '/', count = '1'] = process.argv.slice(2)
const request = `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAccept: */*\r\n\r\n`
const problems = new Set<string>()
let histogram = new Histogram()
let completed = 0
let ending = false

for (let i = 0; i < Number(count); i++) {
  const socket = connect({ host: '127.0.0.1', port: Number(port), noDelay: true })
  socket.on('error', (error) => problems.add(error.message))
  socket.on('close', () => {
    if (!ending) problems.add('The server closed a connection')
  })
  if (kind === 'events') readEvents(socket, i === 0)
  else readAgain(socket)
}

process.on('message', (message) => {
  if (message === 'begin') return begin()
  ending = message === 'end'
  const [p50, p99] = [0.5, 0.99].map((share) => histogram.percentile(share) / 1000)
  process.send?.({ completed, p50, p99, problems: [...problems] }, () => {
    if (ending) process.exit(0)
  })
})
process.on('disconnect', () => process.exit(0))

function begin(): void {
  histogram = new Histogram()
  completed = 0
}

/** Asks again as soon as it is answered. */
function readAgain(socket: Socket): void {
  let asked = 0
  let text = ''
  const ask = () => {
    asked = performance.now()
    socket.write(request)
  }
  socket.on('connect', ask)
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1')
    const head = text.indexOf('\r\n\r\n')
    if (head < 0) return
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(text)?.[1] ?? 0)
    if (text.length < head + 4 + length) return
    if (!text.startsWith('HTTP/1.1 200')) problems.add(text.slice(0, 100))
    text = ''
    completed++
    histogram.record((performance.now() - asked) * 1000)
    ask()
  })
}

/** Counts events; one reader of all looks at the times in them. */
function readEvents(socket: Socket, looks: boolean): void {
  socket.on('connect', () => socket.write(request))
  let rest = ''
  socket.on('data', (chunk: Buffer) => {
    const now = Date.now()
    const text = chunk.toString('latin1')
    completed += text.split('event: item').length - 1
    if (!looks) return
    const whole = rest + text
    let end = 0
    for (const match of whole.matchAll(/"at":"([^"]{20,24})"/g)) {
      histogram.record(Math.max(0, now - Date.parse(match[1] ?? '')) * 1000)
      end = match.index + match[0].length
    }
    rest = whole.slice(Math.max(end, whole.length - 40))
  })
}
