import * as v from 'valibot'
import type { Command, CommandOf } from '../model.ts'
import { bad, type ClampContext, type Clamped, each, good, said } from './clamped.ts'
import { commandSchema } from './command_schema.ts'
import { type Asked, aboveMax, raises } from './limits.ts'
import { same } from './plain.ts'

/** Most commands that one may become, and most that a call may send. */
const most = 8

/** What a command became: itself, another, several, or nothing. */
export function clampCommands(
  wanted: Command,
  output: unknown,
  context: ClampContext,
): Clamped<readonly Command[]> {
  const commands = each(output, most, (one) => {
    if (same(one, wanted)) return good(wanted)
    return readCommand(one, { ...context, wanted })
  })
  if (!commands.ok) return commands
  const problem = clearProblem(commands.value, wanted)
  return problem === undefined ? commands : bad(problem)
}

/** What a hook asked for beside its result. */
export function clampSends(
  sent: readonly unknown[],
  context: ClampContext,
): Clamped<readonly Command[]> {
  return each(sent, most, (one) => {
    const command = readCommand(one, context)
    if (!command.ok || command.value.kind !== 'ClearChargingProfile') return command
    return bad('It would clear limits, which are not its own')
  })
}

interface CommandContext extends ClampContext {
  /** Absent when nothing was. */
  readonly wanted?: Command
}

function readCommand(one: unknown, context: CommandContext): Clamped<Command> {
  const parsed = v.safeParse(commandSchema, one)
  if (!parsed.success) return bad(`It gave no command: ${said(parsed.issues)}`)
  const command = parsed.output
  const { wanted, sends, connectors } = context
  if (command.kind !== wanted?.kind && !sends.includes(command.kind)) {
    return bad(`It gave ${command.kind}, which is not among sends`)
  }
  if ('connector' in command && command.connector !== undefined && command.connector > 0) {
    const own = wanted !== undefined && 'connector' in wanted ? wanted.connector : undefined
    const known = connectors.some(({ connector }) => connector === command.connector)
    if (!known && command.connector !== own) {
      return bad(`It gave ${command.kind} for connector ${command.connector}, which does not exist`)
    }
  }
  const problem = problemOf(command, context)
  return problem === undefined ? good(command) : bad(problem)
}

function problemOf(command: Command, context: CommandContext): string | undefined {
  switch (command.kind) {
    case 'SetChargingProfile':
      return (
        transactionProblem(command.transaction, context) ??
        limitProblem(command, context, shownLimit(command))
      )
    case 'RemoteStopTransaction':
      return transactionProblem(command.transaction, context)
    case 'ChangeConfiguration':
      return keyProblem(command, context)
    default:
      return undefined
  }
}

function limitProblem(given: Asked, context: CommandContext, shown: string): string | undefined {
  const { wanted, traits, asked } = context
  if (aboveMax(given, traits))
    return `It limits to ${shown}, above the ${traits.control.max} A allowed`
  const own = wanted?.kind === 'SetChargingProfile' ? wanted : undefined
  // What was wanted just now replaces what was asked for before on the same connector.
  const others = asked.touching(given.connector).filter((one) => one.connector !== own?.connector)
  const bounds = own === undefined ? others : [own, ...others.filter(differs(given, own))]
  if (bounds.length === 0) return `It limits to ${shown}, though no limit was asked for`
  const over = bounds.find((one) => raises(given, one, traits.profile))
  if (over === undefined) return undefined
  return `It limits to ${shown}, above the ${shownLimit(over)} asked for`
}

/** What is said for the connector that was meant touches no other. */
function differs(given: Asked, own: Asked): () => boolean {
  return () => given.connector !== own.connector
}

/** A key that the traits name as the one that limits is a limit like any other. */
function keyProblem(
  command: CommandOf<'ChangeConfiguration'>,
  context: CommandContext,
): string | undefined {
  const { wanted, traits, connectors } = context
  const { current } = traits.control
  if (current.by !== 'key') return undefined
  const index = current.keys.findIndex((key) => key.toLowerCase() === command.key.toLowerCase())
  if (index < 0) return undefined
  const value = command.value.trim() === '' ? Number.NaN : Number(command.value)
  const shown = `${command.key} ${command.value}`
  if (!(value >= 0)) return `It sets ${shown}, which is no limit`
  if (
    wanted?.kind === 'ChangeConfiguration' &&
    wanted.key.toLowerCase() === command.key.toLowerCase()
  ) {
    return value <= Number(wanted.value)
      ? undefined
      : `It sets ${shown}, above the ${wanted.value} asked for`
  }
  const share = current.divide ? Math.max(1, connectors.filter((c) => c.connector > 0).length) : 1
  const own = wanted?.kind === 'SetChargingProfile' ? wanted.connector : undefined
  const connector = current.keys.length === 1 ? (own ?? 0) : index + 1
  const watts = current.unit === 'W'
  const limit = watts ? value * share : (value * share) / perAmpere[current.unit]
  return limitProblem({ connector, limit, unit: watts ? 'W' : 'A' }, context, shown)
}

const perAmpere = { A: 1, dA: 10, cA: 100, mA: 1000, W: 1 } as const

function transactionProblem(
  id: number | string | undefined,
  { wanted, connectors }: CommandContext,
): string | undefined {
  if (id === undefined) return undefined
  const own = wanted !== undefined && 'transaction' in wanted ? wanted.transaction : undefined
  const known = id === own || connectors.some(({ transaction }) => transaction?.id === id)
  return known ? undefined : `It names the transaction ${id}, which does not exist`
}

/** To clear a limit is to raise it, unless another follows at once. */
function clearProblem(commands: readonly Command[], wanted: Command): string | undefined {
  for (const [index, one] of commands.entries()) {
    if (one.kind !== 'ClearChargingProfile') continue
    if (wanted.kind === one.kind && clearsNoMore(one, wanted)) continue
    const follows = commands
      .slice(index + 1)
      .some((later) => later.kind === 'SetChargingProfile' && later.connector === one.connector)
    if (!follows) return 'It clears limits and sets none after it'
  }
  return undefined
}

function clearsNoMore(
  given: CommandOf<'ClearChargingProfile'>,
  wanted: CommandOf<'ClearChargingProfile'>,
): boolean {
  if (given.connector !== wanted.connector) return false
  return wanted.purpose === undefined || given.purpose === wanted.purpose
}

function shownLimit({ limit, unit, numberPhases }: Asked): string {
  return `${limit} ${unit}${numberPhases === undefined ? '' : ` on ${numberPhases} phases`}`
}
