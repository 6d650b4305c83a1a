import type { InboundRow } from './dialect.ts'
import { inboundShapes } from './generated/ocpp201.shapes.gen.ts'
import { inbound as checks } from './generated/ocpp201.validators.gen.ts'
import { commonRows } from './ocpp2_rows.ts'

/** What a station may call in OCPP 2.0.1. */
export const inbound: ReadonlyMap<string, InboundRow> = new Map(
  Object.entries(commonRows({ checks: checks.requests, shapes: inboundShapes.requests })),
)
