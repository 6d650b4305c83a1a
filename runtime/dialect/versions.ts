/** OCPP versions a descriptor may name. */
export const protocolVersions = ['1.6', '2.0.1', '2.1'] as const
/** One of {@link protocolVersions}. */
export type ProtocolVersion = (typeof protocolVersions)[number]

/**
 * The order in which versions are chosen where a station offers several: 2.1 comes after 2.0.1,
 * because it has nothing more that items need, and far fewer stations have proved it.
 */
export const preferredVersions: readonly ProtocolVersion[] = ['2.0.1', '2.1', '1.6']

/** The WebSocket subprotocol of each version. */
export const subprotocols: { readonly [V in ProtocolVersion]: string } = {
  '1.6': 'ocpp1.6',
  '2.0.1': 'ocpp2.0.1',
  '2.1': 'ocpp2.1',
}
/** What a station speaks that offers no subprotocol, and what the simulated ones speak. */
export const defaultSubprotocol = subprotocols['1.6']
