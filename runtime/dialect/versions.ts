/** OCPP versions a descriptor may name. */
export const protocolVersions = ['1.6', '2.0.1', '2.1'] as const
/** One of {@link protocolVersions}. */
export type ProtocolVersion = (typeof protocolVersions)[number]

/** The WebSocket subprotocol of each version. */
export const subprotocols: { readonly [V in ProtocolVersion]: string } = {
  '1.6': 'ocpp1.6',
  '2.0.1': 'ocpp2.0.1',
  '2.1': 'ocpp2.1',
}
/** What a station speaks that offers no subprotocol, and what the simulated ones speak. */
export const defaultSubprotocol = subprotocols['1.6']
