/** What standard configuration keys of OCPP 1.6 are called as variables of OCPP 2.x. */
const names: ReadonlyMap<string, string> = new Map(
  Object.entries({
    AllowOfflineTxForUnknownId: 'AuthCtrlr/OfflineTxForUnknownIdEnabled',
    AuthorizationCacheEnabled: 'AuthCacheCtrlr/Enabled',
    AuthorizeRemoteTxRequests: 'AuthCtrlr/AuthorizeRemoteStart',
    ClockAlignedDataInterval: 'AlignedDataCtrlr/Interval',
    ConnectionTimeOut: 'TxCtrlr/EVConnectionTimeOut',
    HeartbeatInterval: 'OCPPCommCtrlr/HeartbeatInterval',
    LocalAuthListEnabled: 'LocalAuthListCtrlr/Enabled',
    LocalAuthorizeOffline: 'AuthCtrlr/LocalAuthorizeOffline',
    LocalPreAuthorize: 'AuthCtrlr/LocalPreAuthorize',
    MaxEnergyOnInvalidId: 'TxCtrlr/MaxEnergyOnInvalidId',
    MeterValueSampleInterval: 'SampledDataCtrlr/TxUpdatedInterval',
    MeterValuesAlignedData: 'AlignedDataCtrlr/Measurands',
    MeterValuesSampledData: 'SampledDataCtrlr/TxUpdatedMeasurands',
    StopTransactionOnEVSideDisconnect: 'TxCtrlr/StopTxOnEVSideDisconnect',
    StopTransactionOnInvalidId: 'TxCtrlr/StopTxOnInvalidId',
    StopTxnAlignedData: 'AlignedDataCtrlr/TxEndedMeasurands',
    StopTxnSampledData: 'SampledDataCtrlr/TxEndedMeasurands',
    UnlockConnectorOnEVSideDisconnect: 'OCPPCommCtrlr/UnlockOnEVSideDisconnect',
    WebSocketPingInterval: 'OCPPCommCtrlr/WebSocketPingInterval',
  }).map(([key, name]) => [key.toLowerCase(), name]),
)

/** The variable that a key of OCPP 1.6 became, so that a descriptor may name either. */
export function variableOfKey(key: string): string {
  return names.get(key.trim().toLowerCase()) ?? key
}
