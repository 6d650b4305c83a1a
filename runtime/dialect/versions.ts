/** OCPP versions a descriptor may name. */
export const protocolVersions = ['1.6', '2.0.1', '2.1'] as const
/** One of {@link protocolVersions}. */
export type ProtocolVersion = (typeof protocolVersions)[number]
