/** What a secret is, which is how its mask begins. */
export type SecretKind =
  | 'TAG'
  | 'SERIAL'
  | 'ICCID'
  | 'IMSI'
  | 'NAME'
  | 'SECRET'
  | 'SIGNED'
  | 'STATION'

/** Names of members, headers and configuration keys compare without case, `_`, `-` and blanks. */
type Rules = readonly (readonly [SecretKind, RegExp])[]

const memberRules: Rules = [
  [
    'TAG',
    /^(parent|group|additional)?id(tag|token)$|^(rfid|nfc)?uid$|^rfid(tag|card)?$|^card(no|nr|number|id|uid)?$|^tagid$|^emaid$|^evccid$|^macaddress$|^contractid$/,
  ],
  ['SERIAL', /serial(no|nr|number)?$|^sn$/],
  ['ICCID', /^(sim)?iccid$/],
  ['IMSI', /^imsi$|^imei$|^msisdn$|^phone(number)?$/],
  ['SIGNED', /^signedmeter(data|value)$|^publickey$/],
  [
    'SECRET',
    /passw(or)?d|passphrase|secret|authorizationkey|privatekey|^authorization$|^proxyauthorization$|^cookie$|^setcookie$|^(access|bearer|api)?token$|apikey|^simpin$|^pin$|^puk$|^psk$|^certificate(chain)?$|^csr$|^exi(request|response)$/,
  ],
  [
    'NAME',
    /^(apn|vpn)?user(name)?$|^(customer|owner|driver|holder|first|last|full|family|given)name$|^(customer|owner|driver|holder|customeridentifier)$|^e?mail(address)?$|^licenseplate$|^vin$/,
  ],
]

const keyRules: Rules = [
  [
    'SECRET',
    /passw(or)?d|passphrase|secret|authorizationkey|privatekey|apikey|accesstoken|psk$|pin$|puk$/,
  ],
  ['TAG', /id(tag|token)s?$|identifier$|rfid(tag|card|uid)s?$/],
  ['SERIAL', /serial(no|nr|number)?$/],
  ['ICCID', /iccid$/],
  ['IMSI', /imsi$|imei$|msisdn$|phone(number)?$/],
  ['NAME', /user(name)?$|owner(name)?$|e?mail(address)?$|ssid$|contact$/],
]

/** Words that are settings rather than secrets, where a key only sounds like one. */
const plainWord = /^\s*(true|false|on|off|yes|no|enabled|disabled)\s*$/i
const plainNumber = /^\s*\d{1,3}\s*$/

/** What the value of a member is, by its name; `undefined` when it is no secret. */
export function memberKind(name: string): SecretKind | undefined {
  return kindIn(memberRules, name)
}

/** What the value of a configuration key or variable is, by its name; `undefined` when it is no secret. */
export function keyKind(name: string, value: unknown): SecretKind | undefined {
  const kind = kindIn(keyRules, name)
  if (kind === undefined || typeof value !== 'string') return kind
  const isSetting = plainWord.test(value) || (kind !== 'SECRET' && plainNumber.test(value))
  return isSetting ? undefined : kind
}

/** Names met before, since most frames are alike; bounded, as stations may make names up. */
const known = new Map<Rules, Map<string, SecretKind | undefined>>()
const mostKnown = 2000

function kindIn(rules: Rules, name: string): SecretKind | undefined {
  const cache = known.get(rules) ?? new Map<string, SecretKind | undefined>()
  known.set(rules, cache)
  if (cache.has(name)) return cache.get(name)
  const plain = name.replaceAll(/[\s_.-]/g, '').toLowerCase()
  const kind = rules.find(([, pattern]) => pattern.test(plain))?.[0]
  if (cache.size < mostKnown) cache.set(name, kind)
  return kind
}
