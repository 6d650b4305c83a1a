interface ProblemType {
  readonly status:
    | 300
    | 400
    | 401
    | 403
    | 404
    | 405
    | 406
    | 409
    | 413
    | 415
    | 422
    | 429
    | 500
    | 502
    | 503
    | 504
    | 507
  readonly title: string
  readonly meaning: string
}

/** Every problem the API answers with: its name is the last part of `type`, which never changes. */
export const problemTypes = {
  'shared-id': {
    status: 300,
    title: 'Several items share this id',
    meaning: 'The id belongs to more than one item; `candidates` names them by key.',
  },
  'bad-query': {
    status: 400,
    title: 'Query not understood',
    meaning: 'A query parameter is unknown, repeated or out of range; `errors` says which.',
  },
  'malformed-request': {
    status: 400,
    title: 'Request not readable',
    meaning: 'The request line or the header `Host` makes no URL.',
  },
  'malformed-body': {
    status: 400,
    title: 'Body not readable',
    meaning: 'The body is no JSON, too deeply nested, or ended early.',
  },
  unauthorized: {
    status: 401,
    title: 'Access token needed',
    meaning: 'No token was sent, or it is unknown, revoked or expired.',
  },
  forbidden: {
    status: 403,
    title: 'Not with this access token',
    meaning: 'The role of the token does not include this; `allowed` is the role that does.',
  },
  'foreign-host': {
    status: 403,
    title: 'Foreign host',
    meaning:
      'Without access tokens the API answers only requests whose header `Host` names this machine.',
  },
  'not-found': {
    status: 404,
    title: 'No such resource',
    meaning: 'The path belongs to no resource of this API.',
  },
  'unknown-device': {
    status: 404,
    title: 'No such device',
    meaning: 'No device has this address (`station:connector`).',
  },
  'unknown-item': {
    status: 404,
    title: 'No such item',
    meaning: 'The device has no item with this key or id; `candidates` holds the nearest keys.',
  },
  'no-history': {
    status: 404,
    title: 'No history',
    meaning: 'The values of the item are not recorded.',
  },
  'unknown-station': {
    status: 404,
    title: 'No such station',
    meaning: 'No station with this id has connected, and none was named up front.',
  },
  'unknown-action': {
    status: 404,
    title: 'No such action',
    meaning: 'The OCPP version of the station has no such call; `allowed` lists what it has.',
  },
  'unknown-descriptor': {
    status: 404,
    title: 'No such descriptor',
    meaning: 'No descriptor file has this name; `allowed` lists those there are.',
  },
  'unknown-plugin': {
    status: 404,
    title: 'No such plugin',
    meaning: 'No plugin has this name; `allowed` lists those there are.',
  },
  'unknown-file': {
    status: 404,
    title: 'No such file',
    meaning: 'The station has no file of this id, it has no content yet, or it is too long ago.',
  },
  'unknown-operation': {
    status: 404,
    title: 'No such operation',
    meaning: 'The station has no operation of this number, or it is too long ago.',
  },
  'unknown-access-token': {
    status: 404,
    title: 'No such access token',
    meaning: 'No access token has this id.',
  },
  'unknown-token': { status: 404, title: 'No such token', meaning: 'No card has this idTag.' },
  'unknown-transaction': {
    status: 404,
    title: 'No such transaction',
    meaning: 'No transaction is recorded under this id, or it is no longer kept.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'Method not allowed',
    meaning: 'The resource exists, but not for this method; `Allow` lists its methods.',
  },
  'read-only': {
    status: 405,
    title: 'Item cannot be written',
    meaning: 'The item is reported by the station (IN), or its descriptor has no rule to write it.',
  },
  'not-acceptable': {
    status: 406,
    title: 'Media type not offered',
    meaning: '`Accept` excludes everything the resource can answer; `allowed` lists it.',
  },
  'not-possible': {
    status: 409,
    title: 'Not possible now',
    meaning: 'Nothing was sent to the station, because what the write needs is not there now.',
  },
  refused: {
    status: 409,
    title: 'Refused by the station',
    meaning: 'The station answered with a refusal; `answer` is its own word.',
  },
  'in-use': {
    status: 409,
    title: 'Still in use',
    meaning: 'Something else needs this resource; `detail` says what.',
  },
  'too-large': {
    status: 413,
    title: 'Body too large',
    meaning: 'The body is longer than the limit; `allowed` is the limit in bytes.',
  },
  'unsupported-media-type': {
    status: 415,
    title: 'Media type not understood',
    meaning: '`Content-Type` or `Content-Encoding` is not one that is read; `allowed` lists those.',
  },
  'not-allowed': {
    status: 422,
    title: 'Value not allowed',
    meaning: 'The item does not take this value; `allowed` says what it takes.',
  },
  'invalid-body': {
    status: 422,
    title: 'Body not valid',
    meaning: 'The body is well formed but not what is expected; `errors` holds path and message.',
  },
  'invalid-name': {
    status: 422,
    title: 'Name not allowed',
    meaning: 'The name in the path cannot be used for a new resource; `allowed` is the pattern.',
  },
  'invalid-call': {
    status: 422,
    title: 'Payload not valid',
    meaning: 'The payload breaks the official schema of the action; nothing was sent.',
  },
  'invalid-descriptor': {
    status: 422,
    title: 'Descriptor not valid',
    meaning: 'The descriptor has errors, the one before it stays active; `errors` lists them.',
  },
  'invalid-plugin': {
    status: 422,
    title: 'Plugin not valid',
    meaning: 'The plugin cannot be used, the one before it stays active; `errors` says why.',
  },
  'too-many-requests': {
    status: 429,
    title: 'Too many requests',
    meaning: 'Requests come faster than is allowed; the header `Retry-After` says when to go on.',
  },
  internal: {
    status: 500,
    title: 'Internal error',
    meaning: 'A fault of the server; `instance` is the id under which its log shows it.',
  },
  'call-error': {
    status: 502,
    title: 'The station answered with an error',
    meaning: 'The station sent a CALLERROR; `code`, `description` and `details` are its own.',
  },
  offline: { status: 503, title: 'Station offline', meaning: 'The station is not connected.' },
  replaced: {
    status: 503,
    title: 'Connection replaced',
    meaning:
      'A newer connection of the station took the place of the one that was asked, before there was ' +
      'an answer. What only looks, or may be said twice, is said again on the new one by itself.',
  },
  'not-stored': {
    status: 503,
    title: 'Cannot be stored now',
    meaning: 'The store failed, and nothing was changed; the same request may succeed later.',
  },
  'not-readable': {
    status: 503,
    title: 'Cannot be read now',
    meaning: 'The store failed; the same request may succeed later.',
  },
  'not-ready': {
    status: 503,
    title: 'Not ready',
    meaning: 'The server cannot serve stations and clients now; `reasons` says why.',
  },
  timeout: {
    status: 504,
    title: 'No answer in time',
    meaning: 'The station did not answer in time; whether it acted is not known.',
  },
  full: {
    status: 507,
    title: 'No room',
    meaning: 'The files of the stations take as much room as they may; delete some.',
  },
} as const satisfies Record<string, ProblemType>

/** Name of a kind of problem. */
export type ProblemName = keyof typeof problemTypes
