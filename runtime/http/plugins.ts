import { Hono } from 'hono'
import * as v from 'valibot'
import { pluginName } from '../plugin/schema.ts'
import type { ApiContext } from './context.ts'
import { describe, describeQuery } from './describe.ts'
import { page, pageQuery } from './page.ts'
import {
  faultView,
  pluginDetailSchema,
  pluginDetailView,
  pluginSchema,
  pluginView,
} from './plugin_views.ts'
import type { Fault, PluginChange, RuntimePort } from './port.ts'
import { Problem, quoted } from './problems.ts'
import { readText, requireMediaType } from './request.ts'

const pluginPath = { name: 'Name of its folder' }
const sourceSchema = v.pipe(
  v.string(),
  v.description('An ES module in TypeScript or JavaScript, whose default export is the plugin'),
)
/** What the text of a plugin is called by those who send one. */
const sourceTypes = [
  'text/typescript',
  'text/javascript',
  'text/plain',
  'application/typescript',
  'application/javascript',
]

/** Plugins: `/plugins`. */
export function pluginRoutes({ port, bodyLimit }: ApiContext) {
  return new Hono()
    .get(
      '/',
      describeQuery(pageQuery, {
        tag: 'Plugins',
        id: 'listPlugins',
        summary: 'All plugins',
        answers: { 200: { description: 'The plugins', schema: v.array(pluginSchema) } },
      }),
      (c) => {
        const query = c.req.valid('query')
        const part = page(c, port.plugins(), { ...query, keyOf: (state) => state.name })
        return c.json(part.map(pluginView))
      },
    )
    .get(
      '/:name',
      describe({
        tag: 'Plugins',
        id: 'getPlugin',
        summary: 'One plugin, with faults, counts and log',
        path: pluginPath,
        answers: { 200: { description: 'The plugin', schema: pluginDetailSchema } },
        problems: ['unknown-plugin'],
      }),
      (c) => {
        const name = c.req.param('name')
        const state = port.plugin(name)
        if (state === undefined) throw unknownPlugin(port, name)
        return c.json(pluginDetailView(state))
      },
    )
    .put(
      '/:name',
      describe({
        tag: 'Plugins',
        id: 'putPlugin',
        summary: 'Add or replace a plugin',
        description:
          'The body is the text of `plugin.ts`. The same checks run as for a file dropped into the ' +
          'folder, and it is live at once, also for connected stations. One with the name of a ' +
          'plugin that ships replaces that one.',
        path: pluginPath,
        body: { 'text/typescript': sourceSchema, 'text/javascript': sourceSchema },
        answers: {
          200: { description: 'Replaced', schema: pluginDetailSchema },
          201: { description: 'Added', schema: pluginDetailSchema },
        },
        problems: [
          'malformed-body',
          'in-use',
          'too-large',
          'unsupported-media-type',
          'invalid-name',
          'invalid-plugin',
        ],
      }),
      async (c) => {
        const name = c.req.param('name')
        if (!pluginName.test(name)) throw illegalName(name)
        // Tools that upload a file say no type; a browser cannot do that from another site.
        requireMediaType(c, (type) => type === '' || sourceTypes.includes(type), sourceTypes)
        const text = await readText(c, bodyLimit)
        const change = changeOf(await port.putPlugin(name, text), { port, name })
        c.header('location', `/api/v1/plugins/${name}`)
        const view = pluginDetailView(change.state)
        return change.created ? c.json(view, 201) : c.json(view, 200)
      },
    )
    .delete(
      '/:name',
      describe({
        tag: 'Plugins',
        id: 'deletePlugin',
        summary: 'Remove a plugin',
        description: 'One that ships, and was replaced, is in use again.',
        path: pluginPath,
        answers: { 204: { description: 'Removed' } },
        problems: ['unknown-plugin', 'in-use'],
      }),
      async (c) => {
        const name = c.req.param('name')
        const change = await port.deletePlugin(name)
        if (change.kind !== 'deleted') changeOf(change, { port, name })
        return c.body(null, 204)
      },
    )
}

function changeOf(
  change: PluginChange,
  { port, name }: { readonly port: RuntimePort; readonly name: string },
): PluginChange & { kind: 'done' } {
  switch (change.kind) {
    case 'done':
      return change
    case 'shipped':
      throw new Problem(
        'in-use',
        `Plugin "${name}" ships with the runtime; a station can be kept from it in the settings`,
      )
    case 'invalid': {
      const errors = change.faults.map(({ stack: _, ...fault }) => ({
        path: fault.file ?? '',
        ...faultView(fault),
      }))
      const [first] = change.faults
      const detail = first === undefined ? '' : `: ${first.message}${placeIn(first)}`
      throw new Problem('invalid-plugin', `Plugin "${name}" is not valid${detail}`, { errors })
    }
    default:
      throw unknownPlugin(port, name)
  }
}

function placeIn({ line, column }: Fault): string {
  return line === undefined ? '' : ` (line ${line}, column ${column ?? 1})`
}

function unknownPlugin(port: RuntimePort, name: string): Problem {
  return new Problem('unknown-plugin', `There is no plugin ${quoted(name)}`, {
    allowed: port.plugins().map((state) => state.name),
  })
}

function illegalName(name: string): Problem {
  const rule = 'up to 64 of a-z, 0-9 and "-", the first a letter or digit'
  return new Problem('invalid-name', `Cannot name a plugin ${quoted(name)}: ${rule}`, {
    allowed: pluginName.source,
  })
}
