/**
 * What runs in the guest before the plugin and stands between it and its host: texts in, texts out.
 * It has nothing but ECMAScript, and so has everything it imports. Hooks go through the very runner
 * that built-in plugins have in the host's process, so that both ways give the same.
 */
import { fault } from '../fault.ts'
import { inProcessRunner, thrown } from '../in_process.ts'
import { plain } from '../plain.ts'
import type { HookName } from '../plugin.ts'
import type { PluginRunner, RunContext } from '../runner.ts'

// A plugin may replace these for itself, but not here.
const { parse, stringify } = JSON

let runner: PluginRunner | undefined

/** Takes away what a pure function has no use for: shared memory, weak references, code from text. */
export function close(): void {
  for (const name of ['SharedArrayBuffer', 'Atomics', 'WeakRef', 'FinalizationRegistry', 'eval']) {
    Reflect.deleteProperty(globalThis, name)
  }
  const refuse = () => {
    throw new TypeError('Code from text is not allowed in plugins')
  }
  for (const kind of [() => {}, async () => {}, function* () {}, async function* () {}]) {
    const prototype: object = Object.getPrototypeOf(kind)
    Object.defineProperty(prototype, 'constructor', { value: refuse })
  }
  Object.defineProperty(refuse, 'prototype', { value: Function.prototype })
  Object.defineProperty(globalThis, 'Function', { value: refuse })
  Math.random = () => 0
}

/** Takes the plugin that a module exports; gives its definition, then nothing, then the fault. */
export function adopt(module: Readonly<Record<string, unknown>>): string {
  if (module instanceof Promise) return problem('A plugin may not await at its top level')
  const plugin = module.default
  if (plugin instanceof Promise) return problem('The default export is a promise, not a plugin')
  if (typeof plugin !== 'object' || plugin === null) {
    return problem('It has no plugin as its default export: export default definePlugin({ ... })')
  }
  const { hooks = {}, ...data }: Readonly<Record<string, unknown>> = { ...plugin }
  if (typeof hooks !== 'object' || hooks === null) return problem('hooks is no object of functions')
  for (const [name, hook] of Object.entries(hooks)) {
    if (typeof hook !== 'function') return problem(`hooks.${name} is no function`)
  }
  const definition = plain({ ...data, hooks: Object.keys(hooks) })
  if (!definition.ok) return problem(`The plugin is ${definition.message}`)
  runner = inProcessRunner(hooks, '')
  return `${stringify(definition.value)}\n\n`
}

/**
 * Runs a hook. The text has five lines: hook and leading arguments, last argument, memory, the
 * context without `traits` and `options`, and those two. What comes back has three: the value,
 * nothing for `undefined`, or `=` for the last argument; what else there is, or nothing; the fault.
 */
export function call(text: string): string {
  const [head = '', last = '', memory = '', context = '', constants = ''] = text.split('\n')
  const [hook, ...leading]: [HookName, ...unknown[]] = parse(head)
  let settings: Pick<RunContext, 'traits' | 'options'> | undefined
  const seen: RunContext = {
    ...parse(context),
    memory: parse(memory),
    // Most hooks look at neither, and they are longer than everything else.
    get traits() {
      settings ??= settingsOf(constants)
      return settings.traits
    },
    get options() {
      settings ??= settingsOf(constants)
      return settings.options
    },
  }
  const result = runner?.run(hook, [...leading, parse(last)], seen)
  if (result === undefined || result instanceof Promise) return ''
  if (!result.ok) return `\n\n${stringify(result.fault)}`
  const { value, memory: kept, log, send } = result
  const given = value === undefined ? '' : stringify(value)
  const rest =
    kept || log.length > 0 || send.length > 0 ? stringify({ memory: kept, log, send }) : ''
  return `${given === last ? '=' : given}\n${rest}\n`
}

/** What somebody threw, as a fault and a text. */
export function describe(error: unknown): string {
  return stringify(thrown(error, ''))
}

function problem(message: string): string {
  return `\n\n${stringify(fault('load', message))}`
}

function settingsOf(text: string): Pick<RunContext, 'traits' | 'options'> {
  return parse(text)
}
