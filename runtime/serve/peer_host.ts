import type { Duplex } from 'node:stream'
import type { Clock } from '../clock.ts'
import type { Dialect } from '../dialect/dialect.ts'
import type { Opening } from '../recording/format.ts'
import type { Recorder } from '../recording/recorder.ts'
import type { Message } from '../rpc/message.ts'
import type { Profile } from '../security/credentials.ts'
import type { Claim } from '../security/gate.ts'
import type { StationLimits } from '../security/station_security.ts'
import type { WaitingRoom } from '../security/waiting.ts'
import type { Hub } from '../station/hub.ts'
import type { Entrance } from './doorman.ts'
import type { Inbox } from './inbox.ts'
import type { Peer } from './peer.ts'

/** What all peers need. */
export interface PeerHost {
  readonly hub: Hub
  readonly clock: Clock
  readonly inbox: Inbox<Message>
  readonly recorder: Recorder
  readonly limits: StationLimits
  readonly room: WaitingRoom
  /** Decides whether it may be this station, where the request did not say which it is, or it waited. */
  introduce(claim: Claim, station: string): Entrance | Promise<Entrance>
  /** It is this station from now on. */
  onEntered(station: string, peer: Peer): void
  /** It went beyond a limit, told in words. */
  onLimit(station: string, detail: { readonly address: string; readonly detail: string }): void
  onClose(station: string, peer: Peer): void
}

/** What a peer begins with. */
export interface PeerOptions {
  /** What the WebSocket runs on. */
  readonly socket: Duplex
  /** The request it began with, and who it says it is; no identity when it did not say. */
  readonly opening: Opening
  readonly claim: Claim
  readonly dialect: Dialect
  /** Whether it is the oldest that the station offered. */
  readonly isOldest: boolean
  /** What the request proved. */
  readonly proof: Profile
  /** Whether the station must wait for approval. */
  readonly waits: boolean
}
