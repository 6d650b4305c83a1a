import type { Table } from '../case.ts'
import { access } from './access.ts'
import { boot } from './boot.ts'
import { cache } from './cache.ts'
import { certificates } from './certificates.ts'
import { charging } from './charging.ts'
import { configuration } from './configuration.ts'
import { diagnostics, firmware } from './files.ts'
import { localList } from './local_list.ts'
import { offline } from './offline.ts'
import { refused } from './refused.ts'
import { remote } from './remote.ts'
import { reservation } from './reservation.ts'
import { reset } from './reset.ts'
import { session } from './session.ts'
import { signedFiles } from './signed_files.ts'
import { tls } from './tls.ts'
import { data, trigger } from './trigger.ts'
import { unlock } from './unlock.ts'

/** The conformance table of OCPP 1.6. */
export const ocpp16: Table = {
  version: '1.6',
  protocol: 'ocpp1.6',
  cases: [
    ...boot,
    ...session,
    ...cache,
    ...remote,
    ...reset,
    ...unlock,
    ...configuration,
    ...refused,
    ...offline,
    ...localList,
    ...firmware,
    ...diagnostics,
    ...reservation,
    ...trigger,
    ...charging,
    ...data,
    ...certificates,
    ...signedFiles,
    ...access,
    ...tls,
  ],
}
