import * as v from 'valibot'
import { Fleet } from './fleet.ts'
import { type Counted, type Order, orderSchema } from './orders.ts'

const fleet = new Fleet()

process.on('message', (message) => {
  carryOut(v.parse(orderSchema, message)).then(
    (counted) => process.send?.({ counted }),
    (error: unknown) => process.send?.({ error: String(error) }),
  )
})
process.on('disconnect', () => process.exit(0))

async function carryOut(order: Order): Promise<Counted | undefined> {
  switch (order.order) {
    case 'connect':
      await fleet.connect(order.options)
      return undefined
    case 'quiet':
      await fleet.quiet(order.seconds)
      return undefined
    case 'start':
      fleet.start(order.rate)
      return undefined
    case 'measure':
      fleet.measure()
      return undefined
    case 'stop':
      return fleet.stop()
    case 'close':
      fleet.close()
      return undefined
  }
}
