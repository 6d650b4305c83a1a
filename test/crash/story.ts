/** What a station said and what was acknowledged of one session. */
export interface Session {
  readonly station: string
  /** Unique among all sessions. */
  readonly idTag: string
  /** Id that the server acknowledged. */
  id: number | undefined
  readonly readings: { readonly at: number; acknowledged: boolean }[]
  stopped: 'no' | 'said' | 'acknowledged'
  /** Something was acknowledged since it was last compared. */
  isNew: boolean
}

/** All sessions of a run. */
export class Story {
  readonly sessions: Session[] = []
  /** Calls acknowledged, calls answered by an error, calls said again after the connection was lost. */
  readonly count = { acknowledged: 0, errors: 0, again: 0 }

  begin(station: string, idTag: string): Session {
    const session: Session = {
      station,
      idTag,
      id: undefined,
      readings: [],
      stopped: 'no',
      isNew: false,
    }
    this.sessions.push(session)
    return session
  }
}
