import { WebSocketServer } from 'ws'

/** The floor: each call is parsed and answered, nothing is looked at. */
const server = new WebSocketServer({
  host: '127.0.0.1',
  port: Number(process.env.PORT),
  maxPayload: 65_536,
  perMessageDeflate: false,
  handleProtocols: (offered) => [...offered][0] ?? false,
})

server.on('connection', (ws) => {
  ws.on('message', (data) => {
    const message = JSON.parse(data.toString())
    ws.send(JSON.stringify([3, message[1], answerTo(message[2])]))
  })
})

process.on('SIGTERM', () => process.exit(0))

function answerTo(action: string): object {
  if (action !== 'BootNotification') return {}
  return { status: 'Accepted', currentTime: new Date().toISOString(), interval: 300 }
}
