import type { Command } from '../model.ts'
import { type Fault, fault } from './fault.ts'
import { plain, same } from './plain.ts'
import type { HookContext, HookName, Hooks } from './plugin.ts'
import { purely } from './pure.ts'
import { type HookResult, type PluginRunner, type RunContext, runnerLimits } from './runner.ts'

/**
 * Runs hooks in this process, at once; only for plugins that ship with the runtime. What they give
 * depends on nothing but what they are given.
 */
export function inProcessRunner(hooks: Hooks, file: string): PluginRunner {
  return {
    run(hook, args, context) {
      const effects: Effects = { log: [], send: [] }
      const before = JSON.stringify(context.memory)
      // Not spread, which would read what the isolate only reads where a hook looks.
      const seen: HookContext = Object.assign(context, {
        log: (text: string) => {
          if (effects.log.length >= runnerLimits.logLines) return
          effects.log.push(String(text).slice(0, runnerLimits.logLength))
        },
        send: (command: Command) => void effects.send.push(command),
      })
      let value: unknown
      try {
        const { station, now } = context
        value = purely({ now, seed: [station, now, hook, args] }, () =>
          call(hooks, hook, args, seen),
        )
      } catch (error) {
        return { ok: false, fault: thrown(error, file) }
      }
      return resultOf(value, { effects, memory: context.memory, before, file })
    },
    close() {},
  }
}

interface Effects {
  readonly log: string[]
  readonly send: unknown[]
}

/** The arguments are those of the hook, by the contract of {@link PluginRunner}. */
function call(hooks: Hooks, hook: HookName, args: readonly unknown[], context: HookContext) {
  const named: Record<string, unknown> = { ...hooks }
  const found = named[hook]
  return typeof found === 'function' ? Reflect.apply(found, hooks, [...args, context]) : undefined
}

interface Gathered {
  readonly effects: Effects
  readonly memory: RunContext['memory']
  /** The memory before the call, as JSON. */
  readonly before: string
  readonly file: string
}

function resultOf(value: unknown, { effects, memory, before, file }: Gathered): HookResult {
  const refuse = (message: string): HookResult => ({
    ok: false,
    fault: fault('output', message, { file }),
  })
  if (value instanceof Promise) return refuse('A hook answers at once; this one gave a promise')
  if (effects.send.length > runnerLimits.sends) {
    return refuse(`A call may send ${runnerLimits.sends} commands, this one sent more`)
  }
  const given = plain(value)
  if (!given.ok) return refuse(`What the hook gave is ${given.message}`)
  const sent = plain(effects.send)
  if (!sent.ok) return refuse(`What the hook sent is ${sent.message}`)
  const send: readonly unknown[] = Array.isArray(sent.value) ? sent.value : []
  const result = { ok: true, value: given.value, log: effects.log, send } as const
  if (before === '{}' && Object.keys(memory).length === 0) return result
  const kept = plain(memory)
  if (!kept.ok) return refuse(`The memory is ${kept.message}`)
  const after = JSON.stringify(kept.value)
  if (after.length > runnerLimits.memory) {
    return refuse(`The memory may have ${runnerLimits.memory} characters, this has ${after.length}`)
  }
  if (same(JSON.parse(before), kept.value)) return result
  return { ...result, memory: { ...Object(kept.value) } }
}

/** What a hook threw, with the place in its file where the stack tells it. */
export function thrown(error: unknown, file: string): Fault {
  try {
    return readThrown(error, file)
  } catch {
    // Reading it runs code of the plugin, which may throw in turn.
    return fault('thrown', 'It threw something unreadable', { file })
  }
}

function readThrown(error: unknown, file: string): Fault {
  if (!(error instanceof Error)) return fault('thrown', `It threw ${String(error)}`, { file })
  // Built, it is a file with another ending.
  const name = file
    .split('/')
    .slice(-2)
    .join('/')
    .replace(/\.[jt]s$/, '.')
  const line = error.stack?.split('\n').find((one) => one.includes(name))
  const [, row, column] = /:(\d+):(\d+)\)?$/.exec(line ?? '') ?? []
  return fault('thrown', `${error.name}: ${error.message}`, {
    file,
    line: row === undefined ? undefined : Number(row),
    column: column === undefined ? undefined : Number(column),
    stack: error.stack?.slice(0, 2000),
  })
}
