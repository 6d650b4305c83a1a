import * as v from 'valibot'
import { seconds, text, whole } from './checks.ts'

const addressList = 'IP addresses separated by commas'

const proxies = v.union(
  [
    v.array(text(addressList), addressList),
    v.pipe(
      v.string(addressList),
      v.transform((list) =>
        list
          .split(',')
          .map((address) => address.trim())
          .filter((address) => address !== ''),
      ),
    ),
  ],
  addressList,
)

const webhookForm = 'a URL with http or https, without a user'

function isWebhook(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, username, password } = new URL(text)
  return /^https?:$/.test(protocol) && username === '' && password === ''
}

const limitNames =
  'an object with, as wanted, connections, perAddress, perSecond, handshake, framesPerSecond, depth, members, outstanding, guessesPerAddress, guessesPerStation'

/** What is done by whom, and how much of it, for all stations. */
export const securityEntries = {
  onboarding: v.optional(v.picklist(['open', 'approve', 'listed']), 'open'),
  profile: v.optional(v.picklist([0, 1, 2, 3], '0, 1, 2 or 3'), 0),
  tlsPort: v.optional(whole(0, 65535)),
  tlsCert: v.optional(text('a file')),
  tlsKey: v.optional(text('a file')),
  tlsClientCa: v.optional(text('a file')),
  tlsCrl: v.optional(text('a file')),
  proxies: v.optional(proxies, []),
  securityWebhook: v.optional(v.pipe(v.string(webhookForm), v.check(isWebhook, webhookForm))),
  limits: v.optional(
    v.strictObject(
      {
        connections: v.optional(whole(1, 1_000_000), 10_000),
        perAddress: v.optional(whole(1, 1_000_000)),
        perSecond: v.optional(whole(1, 100_000)),
        handshake: v.optional(seconds(0.1, 600), 10),
        framesPerSecond: v.optional(whole(1, 1_000_000), 100),
        depth: v.optional(whole(8, 1000), 32),
        members: v.optional(whole(100, 1_000_000), 4000),
        outstanding: v.optional(whole(65_536, 1_073_741_824), 1_048_576),
        guessesPerAddress: v.optional(whole(1, 1_000_000), 20),
        guessesPerStation: v.optional(whole(1, 1_000_000), 5),
      },
      limitNames,
    ),
    {},
  ),
} as const

/** Help texts of those settings. */
export const securityTexts = {
  onboarding: {
    flag: 'stations',
    value: 'POLICY',
    text: 'which wallboxes may come: `open` = all, `approve` = unknown ones wait until somebody approves them, `listed` = those of `stations`, with a password, or approved',
  },
  profile: {
    value: 'N',
    number: true,
    text: 'security profile that every wallbox must prove at least: 0 = none, 1 = password, 2 = password over TLS, 3 = client certificate',
  },
  tlsPort: {
    value: 'PORT',
    number: true,
    text: 'port on which wallboxes connect over TLS (wss); that of `port` = both on one port',
    standard: 'no TLS',
  },
  tlsCert: {
    value: 'FILE',
    text: 'certificate of the server with its chain, PEM; it is read anew when it changes',
    standard: 'that of `ddf ca server`',
  },
  tlsKey: {
    value: 'FILE',
    text: 'private key of it, PEM',
    standard: 'that of `ddf ca server`',
  },
  tlsClientCa: {
    value: 'FILE',
    text: 'authorities whose client certificates are accepted, PEM, beside the own one of `ddf ca`',
    standard: 'none',
  },
  tlsCrl: {
    value: 'FILE',
    text: 'revocation lists of these authorities, PEM',
    standard: 'none',
  },
  proxies: {
    value: 'LIST',
    text: 'addresses of reverse proxies, whose `X-Forwarded-For` says where a wallbox comes from',
    standard: 'none',
  },
  securityWebhook: {
    value: 'URL',
    text: 'where security events are sent as they happen, by POST of JSON',
    standard: 'nowhere',
  },
  limits: {
    text: 'how much may come from wallboxes: `connections` in total (10000), `perAddress` (1000) and new ones `perSecond` (100) of one address (loopback: unlimited, unless they are set), seconds for a `handshake` (10), `framesPerSecond` of one wallbox (100, 20 times as many at once), `depth` of the lists and objects in one message (32) and its `members` (4000; more where each has ten characters on average), `outstanding` bytes to one that does not read (1048576), free wrong passwords `guessesPerAddress` (20) and `guessesPerStation` (5)',
    standard: 'those in brackets',
  },
} as const
