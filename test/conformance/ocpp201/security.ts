import { type CaseEntry, group } from '../case.ts'

const later = 'Certificates and passwords are still being built'

/** A: passwords, certificates, security profiles. */
export const security = group('A Security', {
  TC_A_01_CSMS: waits('the right name and password are let in'),
  TC_A_02_CSMS: waits('a name that is not that of the station is refused'),
  TC_A_03_CSMS: waits('a wrong password is refused'),
  TC_A_04_CSMS: waits('the host shows a certificate that the station can check'),
  TC_A_06_CSMS: waits('a version of TLS that is too old is refused'),
  TC_A_07_CSMS: waits('a station with a valid certificate is let in'),
  TC_A_08_CSMS: waits('a station with an invalid certificate is refused'),
  TC_A_09_CSMS: waits('a new password is set on the station, and valid from then on'),
  TC_A_10_CSMS: waits('a new password that the station refuses leaves the old one valid'),
  TC_A_11_CSMS: waits('the station asks for a certificate and gets one'),
  TC_A_12_CSMS: waits('the station asks for a V2G certificate and gets one'),
  TC_A_13_CSMS: waits('the station asks for one certificate for both and gets it'),
  TC_A_14_CSMS: waits('a certificate that the station refuses is told in a security event'),
  TC_A_19_CSMS: waits('the security profile is raised, and the one before refused from then on'),
})

function waits(must: string): CaseEntry {
  return { by: 'station', must, pending: later }
}
