import { RPCServer } from 'ocpp-rpc'

/** The library most servers in JavaScript are written with; it checks every call by its schema. */
const server = new RPCServer({
  protocols: ['ocpp1.6'],
  strictMode: true,
  wssOptions: { perMessageDeflate: false },
})

server.auth((accept) => accept({}))
server.on('client', (client) => {
  client.handle('BootNotification', () => ({
    status: 'Accepted',
    currentTime: new Date().toISOString(),
    interval: 300,
  }))
  client.handle('StatusNotification', () => ({}))
  client.handle('MeterValues', () => ({}))
})
process.on('SIGTERM', () => process.exit(0))
await server.listen(Number(process.env.PORT), '127.0.0.1')
