/**
 * Our own words: what a station reports (events), what the host wants (commands), and what is known
 * of a connector (facts). No OCPP version and no vendor is named here; status words, measurands and
 * stop reasons are those of OCPP 1.6, into which every dialect translates.
 */
export * from './model/commands.ts'
export * from './model/core_traits.ts'
export * from './model/events.ts'
export * from './model/facts.ts'
export * from './model/layout.ts'
export * from './model/named_values.ts'
export * from './model/operations.ts'
export * from './model/samples.ts'
export * from './model/traits.ts'
export * from './model/transaction_report.ts'
export * from './model/words.ts'
