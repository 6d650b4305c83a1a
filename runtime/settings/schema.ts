import * as v from 'valibot'
import { preferredVersions, protocolVersions } from '../dialect/versions.ts'
import { auditEntries, auditTexts } from './audit.ts'
import { cardSettings, cardTexts, localList, unknownCards } from './cards.ts'
import { seconds, text, whole } from './checks.ts'
import { fileSettings, fileSettingTexts } from './files.ts'
import { historySettings, historyTexts } from './history.ts'
import { httpEntries, httpTexts } from './http.ts'
import { securityEntries, securityTexts } from './security.ts'
import type { SettingText } from './setting_text.ts'
import { transactionSettings, transactionTexts } from './transactions.ts'

export type { SettingText } from './setting_text.ts'

const port = whole(0, 65535)
const address = text('a host name or an IP address')
const descriptorName = text('the name of a descriptor, which is its file name without ".ddf.json"')
const pluginText = 'the name of a plugin, which is that of its folder'
const pluginName = v.pipe(v.string(pluginText), v.regex(/^[a-z0-9][a-z0-9-]{0,63}$/, pluginText))
const forbidden = 'a list of names of plugins, or ["*"] for all'
const option = 'true, false, a number or a text'
const deviceList =
  'devices as ChargepointID:ConnectorID separated by commas, with connectors from 1'
const time = 'a time such as 2030-12-31T23:59:59Z'
const stationText = 'a ChargepointID, as the wallbox puts it at the end of its URL'

const device = v.pipe(
  v.string(deviceList),
  v.trim(),
  v.regex(/^.+:[1-9]\d{0,8}$/, deviceList),
  v.transform((found) => {
    const colon = found.lastIndexOf(':')
    return { station: found.slice(0, colon), connector: Number(found.slice(colon + 1)) }
  }),
)

const devices = v.union(
  [
    v.array(device, deviceList),
    v.pipe(
      v.string(deviceList),
      v.transform((list) => (list.trim() === '' ? [] : list.split(','))),
      v.array(device, deviceList),
    ),
  ],
  deviceList,
)

const versionList = `a list of OCPP versions, the preferred one first, of ${protocolVersions.join(', ')}`
const versions = v.pipe(
  v.union(
    [
      v.array(v.string(versionList), versionList),
      v.pipe(
        v.string(versionList),
        v.transform((list) => list.split(',').map((version) => version.trim())),
      ),
    ],
    versionList,
  ),
  v.array(v.picklist(protocolVersions, versionList), versionList),
  v.nonEmpty(versionList),
  v.check((list) => new Set(list).size === list.length, versionList),
)

const card = v.strictObject(
  {
    idTag: v.pipe(text('a card number'), v.maxLength(36, 'a card number of at most 36 characters')),
    status: v.optional(v.picklist(['Accepted', 'Blocked', 'Expired', 'Invalid']), 'Accepted'),
    expiry: v.optional(
      v.pipe(
        v.string(time),
        v.check((found) => /^\d{4}-\d\d/.test(found) && !Number.isNaN(Date.parse(found)), time),
        v.transform((found) => Date.parse(found)),
      ),
    ),
    parent: v.optional(text('the card number of a group')),
    note: v.optional(v.string('a text')),
  },
  'an object with idTag and, as wanted, status, expiry, parent, note',
)

const station = v.strictObject(
  {
    descriptor: v.optional(descriptorName),
    protocols: v.optional(versions),
    unknownCards: v.optional(unknownCards),
    localList: v.optional(localList),
    plugin: v.optional(pluginName),
    forbid: v.optional(v.array(v.union([pluginName, v.literal('*')], forbidden), forbidden)),
    options: v.optional(
      v.record(
        text('the name of an option of its plugin'),
        v.union([v.boolean(), v.number(), v.string()], option),
        'an object of options of its plugin',
      ),
    ),
    profile: v.optional(v.picklist([0, 1, 2, 3], '0, 1, 2 or 3')),
  },
  'an object with, as wanted, descriptor, protocols, unknownCards, localList, plugin, forbid, options, profile',
)

/** Every setting of the runtime; what is optional without a default has its default elsewhere. */
export const settingsSchema = v.strictObject({
  host: v.optional(address, '0.0.0.0'),
  port: v.optional(port, 8550),
  httpHost: v.optional(address, '127.0.0.1'),
  httpPort: v.optional(port, 8551),
  ...httpEntries,
  ...auditEntries,
  ddf: v.optional(text('a folder'), './ddf'),
  descriptor: v.optional(descriptorName, 'ocpp-general'),
  plugins: v.optional(text('a folder'), './plugins'),
  record: v.optional(text('a folder')),
  data: v.optional(text('a folder, or none'), './data'),
  slaves: v.optional(devices, []),
  protocols: v.optional(versions, [...preferredVersions]),
  heartbeat: v.optional(whole(1, 86400)),
  callTimeout: v.optional(seconds(0.1, 3600), 30),
  callTimeouts: v.optional(
    v.record(
      v.pipe(v.string(), v.regex(/^[A-Z][A-Za-z0-9]*$/, 'the name of an OCPP action')),
      seconds(0.1, 3600),
      'an object of seconds by OCPP action',
    ),
    {},
  ),
  maxFrame: v.optional(whole(1024, 16_777_216), 65_536),
  stations: v.optional(
    v.record(text(stationText), station, 'an object of stations by ChargepointID'),
    {},
  ),
  ...securityEntries,
  cards: v.optional(
    v.pipe(
      v.array(card, 'a list of cards'),
      v.check(
        (cards) => new Set(cards.map((one) => one.idTag.toLowerCase())).size === cards.length,
        'a list in which every idTag occurs once',
      ),
    ),
    [],
  ),
  ...cardSettings,
  ...fileSettings,
  ...historySettings,
  ...transactionSettings,
  logLevel: v.optional(v.picklist(['debug', 'info', 'warn', 'error', 'silent']), 'info'),
  logFormat: v.optional(v.picklist(['auto', 'pretty', 'json']), 'auto'),
})

/** The settings in force; folders are absolute paths, times are ms since the epoch. */
export type Settings = Readonly<v.InferOutput<typeof settingsSchema>>
/** Name of a setting, as the settings file spells it. */
export type SettingName = keyof Settings

/** Help texts of all settings, in the order in which they are shown. */
export const settingTexts: { readonly [K in SettingName]: SettingText } = {
  host: { value: 'HOST', text: 'address on which wallboxes connect (OCPP)' },
  port: {
    value: 'PORT',
    number: true,
    text: 'port on which wallboxes connect (OCPP); 0 = any free one',
  },
  httpHost: {
    value: 'HOST',
    text: 'address of the HTTP API; loopback only as long as there are no access tokens',
  },
  httpPort: { value: 'PORT', number: true, text: 'port of the HTTP API; 0 = any free one' },
  ...httpTexts,
  ...auditTexts,
  ddf: { value: 'DIR', text: 'folder with the descriptors (*.ddf.json)' },
  descriptor: {
    value: 'NAME',
    text: 'descriptor of the wallboxes that no `match` of a descriptor claims',
  },
  plugins: { value: 'DIR', text: 'folder with plugins of your own (NAME/plugin.ts or .js)' },
  record: {
    value: 'DIR',
    text: 'folder into which everything said by and to wallboxes is recorded, secrets masked; it is made if need be',
    standard: 'nothing is recorded',
  },
  data: {
    value: 'DIR|none',
    text: 'folder for what must survive a restart; it is made if need be; `none` keeps all in memory',
  },
  slaves: {
    value: 'LIST',
    text: 'devices that exist before they connect, as ChargepointID:ConnectorID,...',
    standard: 'none',
  },
  protocols: {
    value: 'LIST',
    text: 'OCPP versions spoken, the preferred one first where a wallbox offers several',
  },
  heartbeat: {
    value: 'S',
    number: true,
    text: 'seconds between the heartbeats of a wallbox',
    standard: "the descriptor's, else 60",
  },
  callTimeout: { value: 'S', number: true, text: 'seconds a wallbox may take to answer a call' },
  callTimeouts: {
    text: 'the same for single actions, for example `{ "GetDiagnostics": 60 }`',
    standard: 'none',
  },
  maxFrame: { value: 'BYTES', number: true, text: 'longest message accepted from a wallbox' },
  stations: {
    text: 'who may come (see `onboarding`), or what is fixed for one wallbox: its `descriptor`, its `protocols`, its `unknownCards` and `localList`, its `plugin`, plugins to `forbid`, `options` of its plugin, the security `profile` it must prove, for example `{ "1217212": { "descriptor": "ocpp-general", "forbid": ["*"] } }`',
    standard: 'none',
  },
  ...securityTexts,
  cards: {
    text: 'cards known from the start: `[{ "idTag": "04A1", "status": "Accepted", "expiry": "2030-12-31T23:59:59Z", "parent": "STAFF", "note": "Anna" }]`, of which only `idTag` is needed',
    standard: 'none',
  },
  ...cardTexts,
  ...fileSettingTexts,
  ...historyTexts,
  ...transactionTexts,
  logLevel: { value: 'LEVEL', text: 'least level logged: debug, info, warn, error, silent' },
  logFormat: {
    value: 'FORMAT',
    text: 'form of the log: pretty, json; auto = pretty on a terminal, else json',
  },
}
