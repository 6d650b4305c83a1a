import * as assert from 'uvu/assert'
import type { CaseEntry } from '../case.ts'
import type { Trial } from '../trial.ts'
import { Station201 } from './station.ts'

/** A call of the host and what comes of it. */
export interface Told {
  readonly must: string
  readonly action: string
  readonly payload: object
  readonly answer: object
  /** What the station does before the call. */
  readonly before?: (station: Station201, trial: Trial) => Promise<void>
  /** What the station does afterwards, and what the records show then. */
  readonly after?: (station: Station201, trial: Trial) => Promise<void>
}

/**
 * The host calls the station: the call arrives just as it was made, and the answer comes back just as
 * it was given. As its twin, a call that is not right by the schema is refused and never sent.
 */
export function told({ must, action, payload, answer, before, after }: Told): CaseEntry {
  return {
    by: 'host',
    must,
    async run(trial) {
      const station = await Station201.ready(trial, { [action]: () => answer })
      await before?.(station, trial)
      assert.equal(await trial.tell(action, payload), answer)
      assert.equal(station.got(action).at(-1), payload)
      await after?.(station, trial)
    },
    twin: {
      must: 'not right by the schema, it is refused and never sent',
      async run(trial) {
        const station = await Station201.ready(trial, { [action]: () => answer })
        const { status, body } = await trial.ask(action, { ...payload, unheardOf: 1 })
        assert.is(status, 422, JSON.stringify(body))
        assert.equal(station.got(action), [])
      },
    },
  }
}

/** An answer that takes it. */
export const accepted = { status: 'Accepted' }
/** An answer that refuses it. */
export const rejected = { status: 'Rejected' }
