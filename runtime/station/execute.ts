import type { Dialect, OutboundRow, Speaker } from '../dialect/dialect.ts'
import type { CallRecord, Command, CommandKind, CommandOf, Outcome } from '../model.ts'
import type { CallResult } from '../rpc/link.ts'

/** What became of a command. */
export type Executed =
  | { readonly kind: 'outcome'; readonly outcome: Outcome; readonly record: CallRecord }
  | {
      readonly kind: 'call-error'
      readonly code: string
      readonly description: string
      readonly record: CallRecord
      /** The station takes no part of this action at all. */
      readonly unsupported: boolean
    }
  | { readonly kind: 'timeout'; readonly record: CallRecord }
  | {
      readonly kind: 'offline'
      readonly record: CallRecord
      /** It was connected, and another connection took the place of that one. */
      readonly replaced?: boolean | undefined
    }

/** What carrying out a command needs. */
export interface ExecuteDeps {
  readonly dialect: Dialect
  readonly speaker: Speaker
  call(action: string, payload: string, options: { signal?: AbortSignal }): Promise<CallResult>
  /** Waits for reports that come after the answer; `false` when they do not come to an end. */
  follow(action: string, report: number): Promise<boolean>
  /** ms since the epoch. */
  now(): number
}

/** Says a command in the version's words and reads the answer. Never rejects. */
export async function execute(
  command: Command,
  deps: ExecuteDeps,
  options: { signal?: AbortSignal } = {},
): Promise<Executed> {
  const row = rowOf(deps.dialect, command)
  const { action, payload, report } = row.encode(command, deps.speaker)
  const [wrong] = deps.dialect.hostCalls.get(action)?.check(payload) ?? []
  if (wrong !== undefined) return unsayable(action, wrong)
  const result = await deps.call(action, JSON.stringify(payload), options)
  switch (result.kind) {
    case 'result': {
      const outcome = row.decode(result.payload, command, deps.now())
      const isFollowed = report !== undefined && outcome.accepted
      if (isFollowed && !(await deps.follow(action, report))) {
        const status = 'NoReport'
        return { kind: 'outcome', outcome: { accepted: false, status }, record: { action, status } }
      }
      return { kind: 'outcome', outcome, record: { action, status: outcome.status } }
    }
    case 'error': {
      const { code, description } = result
      const unsupported = code === 'NotImplemented' || code === 'NotSupported'
      return {
        kind: 'call-error',
        code,
        description,
        unsupported,
        record: { action, status: code },
      }
    }
    case 'closed':
      return { kind: 'offline', record: { action, status: 'offline' } }
    case 'replaced':
      return { kind: 'offline', record: { action, status: 'replaced' }, replaced: true }
    default:
      return { kind: 'timeout', record: { action, status: 'timeout' } }
  }
}

/**
 * Carries out what a plugin made of a command, one after the other; what is not accepted ends it, and
 * is the outcome. Nothing to carry out is a refusal: nobody may think that it was done.
 */
export async function inOrder(
  wanted: Command,
  commands: readonly Command[],
  carryOut: (command: Command) => Promise<Executed>,
): Promise<Executed> {
  let last: Executed | undefined
  for (const command of commands) {
    const executed = await carryOut(command)
    if (executed.kind !== 'outcome' || !executed.outcome.accepted) return executed
    // What was wanted tells more than what the plugin added.
    if (last === undefined || command.kind === wanted.kind) last = executed
  }
  const status = 'Withheld'
  const outcome = { accepted: false, status }
  return last ?? { kind: 'outcome', outcome, record: { action: wanted.kind, status } }
}

/** What becomes of a command to a station that is away. */
export function offline({ kind: action }: Command): Executed {
  return { kind: 'offline', record: { action, status: 'offline' } }
}

/** What the version has no room for is not sent, for example a card that is too long for it. */
function unsayable(action: string, { path, message }: { path: string; message: string }): Executed {
  const description = `${action} cannot say this: ${[path, message].join(' ').trim()}`
  const record = { action, status: 'Impossible' }
  return { kind: 'call-error', code: 'Impossible', description, unsupported: false, record }
}

/** The row of a command; the type system cannot tie the kind of a row to the kind of its command. */
function rowOf<K extends CommandKind>(
  dialect: Dialect,
  command: CommandOf<K>,
): OutboundRow<Command> {
  return dialect.outbound[command.kind] as never
}
