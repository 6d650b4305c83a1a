import { group } from '../case.ts'
import { ownCertificates } from './own_certificates.ts'
import { passwords } from './passwords.ts'
import { tls } from './tls.ts'

/** A: passwords, certificates, security profiles. */
export const security = group('A Security', { ...passwords, ...tls, ...ownCertificates })
