import { Hono } from 'hono'
import * as v from 'valibot'
import type { ApiContext } from './context.ts'
import { describe, describeQuery } from './describe.ts'
import { page, pageQuery } from './page.ts'
import type { DeviceState, RuntimePort } from './port.ts'
import { Problem, quoted } from './problems.ts'

const device = {
  address: v.pipe(v.string(), v.description('`ChargepointID:ConnectorID`')),
  station: v.string(),
  connector: v.pipe(v.number(), v.integer()),
  online: v.boolean(),
  descriptor: v.pipe(v.string(), v.description('Name of the descriptor in use')),
  plugin: v.pipe(v.nullable(v.string()), v.description('Name of the plugin in use')),
}

/** A device of the list. */
export const deviceSchema = v.pipe(v.object(device), v.metadata({ ref: 'Device' }))

/** What a station says it is; names as in a boot notification. */
export const identitySchema = v.pipe(
  v.object({
    chargePointVendor: v.optional(v.string()),
    chargePointModel: v.optional(v.string()),
    chargePointSerialNumber: v.optional(v.string()),
    chargeBoxSerialNumber: v.optional(v.string()),
    firmwareVersion: v.optional(v.string()),
    meterType: v.optional(v.string()),
    meterSerialNumber: v.optional(v.string()),
    iccid: v.optional(v.string()),
    imsi: v.optional(v.string()),
  }),
  v.metadata({ ref: 'Identity' }),
)

/** A device by itself. */
export const deviceDetailSchema = v.pipe(
  v.object({
    ...device,
    identity: identitySchema,
    descriptorReason: v.pipe(v.string(), v.description('Why this descriptor was chosen')),
    pluginReason: v.pipe(v.nullable(v.string()), v.description('Why this plugin, or none')),
    siblings: v.pipe(
      v.array(v.string()),
      v.description('Devices that cannot charge while this one does: connectors of one EVSE'),
    ),
  }),
  v.metadata({ ref: 'DeviceDetail' }),
)

/** Devices: `/devices`. */
export function deviceRoutes({ port }: ApiContext) {
  return new Hono()
    .get(
      '/',
      describeQuery(pageQuery, {
        tag: 'Devices',
        id: 'listDevices',
        summary: 'All devices',
        answers: {
          200: {
            description: 'The devices, in the order in which they became known',
            schema: v.array(deviceSchema),
          },
        },
      }),
      (c) => {
        const query = c.req.valid('query')
        const part = page(c, port.devices(), { ...query, keyOf: (state) => state.address })
        return c.json(part.map(deviceView))
      },
    )
    .get(
      '/:address',
      describe({
        tag: 'Devices',
        id: 'getDevice',
        summary: 'One device, with reasons',
        path: devicePath,
        answers: { 200: { description: 'The device', schema: deviceDetailSchema } },
        problems: ['unknown-device'],
      }),
      (c) => {
        const state = deviceOf(port, c.req.param('address'))
        return c.json(deviceDetailView(state, port.station(state.station)?.pluginReason ?? null))
      },
    )
}

/** Meaning of the names in the path of a device. */
export const devicePath = { address: '`ChargepointID:ConnectorID`, for example `1217212:1`' }

/** The device at an address. */
export function deviceOf(port: RuntimePort, address: string): DeviceState {
  const state = port.device(address)
  if (state !== undefined) return state
  const known = port.devices().length
  const count = known === 1 ? '1 address is' : `${known} addresses are`
  const form = address.includes(':') ? '' : '; an address is written station:connector'
  throw new Problem(
    'unknown-device',
    `There is no device ${quoted(address)}; ${count} known${form}`,
    {
      known,
    },
  )
}

function deviceView(state: DeviceState): v.InferOutput<typeof deviceSchema> {
  const { address, station, connector, online, descriptor, plugin } = state
  return { address, station, connector, online, descriptor, plugin }
}

function deviceDetailView(
  state: DeviceState,
  pluginReason: string | null,
): v.InferOutput<typeof deviceDetailSchema> {
  const { descriptorReason } = state
  return {
    ...deviceView(state),
    identity: state.identity,
    descriptorReason,
    pluginReason,
    siblings: [...state.siblings],
  }
}
