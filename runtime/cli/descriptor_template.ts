/** Text of a commented descriptor to start from: complete and valid as it is. */
export function descriptorTemplate(slug: string): string {
  return template.replace('NAME', () => JSON.stringify(slug))
}

const template = `// A descriptor says what the items of a kind of wallbox mean in standard OCPP. It is data only:
// what a wallbox does differently from the standard is repaired by a plugin, not here.
// Comments like this and trailing commas are allowed. Saving the file takes effect at once; on an
// error the version before stays active. \`ddf check <file>\` tells what is wrong, and where.
{
  // Gives editors completion and checks; \`ddf generate\` writes the schema into this folder.
  "$schema": "./ddf.schema.json",
  "ddf": 1,

  // Instead of repeating what another descriptor says, build on it. Items are merged by "key"; an
  // item here need only hold what differs, and { "key": "x", "remove": true } drops one.
  // "extends": "./ocpp-general.ddf.json",

  "name": NAME,
  "version": 1,
  "description": "What it is for, in a sentence.",

  // Which wallboxes use this descriptor. Each entry is one alternative; all of its members must fit
  // what the wallbox says of itself when it boots (GET /api/v1/stations shows that). "*" stands for
  // any text. The entry with the most members wins. Members:
  //   "vendor"         chargePointVendor
  //   "model"          chargePointModel
  //   "firmware"       a version range such as ">=1.2", or the start of the firmware version
  //   "chargePointId"  the last part of the URL it connects to
  // Without "match" the descriptor is used for every wallbox that no other descriptor fits.
  "match": [{ "vendor": "Example", "model": "Box*" }],

  "items": [
    {
      // "key" names the item in HTTP and in generated code; "id" and "name" are as published.
      "key": "state", "id": 0, "name": "State",
      // IN = from the wallbox, OUT = to the wallbox, INOUT = both.
      "direction": "IN", "type": "integer",
      "description": "Whether a car is there, and whether it charges.",
      "values": [
        { "value": 0, "name": "Free" },
        { "value": 1, "name": "Connected" },
        { "value": 2, "name": "Charging" },
        { "value": 3, "name": "Failed" }
      ],
      // "map" turns words of the source into values; "*" = any other word. "offline" is the value
      // while the wallbox is not connected.
      "read": {
        "from": "StatusNotification", "field": "status",
        "map": { "Available": 0, "Reserved": 0, "Charging": 2, "Faulted": 3, "Unavailable": 3, "*": 1 },
        "offline": 3
      }
    },
    {
      // OCPP units are converted to "unit". "idle" is the value while no transaction runs, because
      // wallboxes then stop sending. What is read here, a wallbox is asked to send after it boots.
      "key": "power", "id": 1, "name": "Power",
      "direction": "IN", "type": "number", "unit": "kW", "minimum": 0,
      // A list is a chain: the first rule that has a value wins.
      "read": [
        { "from": "MeterValues", "measurand": "Power.Active.Import", "idle": 0, "round": 2 },
        { "from": "MeterValues", "measurand": "Power.Active.Import", "phase": ["L1", "L2", "L3"], "reduce": "sum", "idle": 0, "round": 2 }
      ]
    },
    {
      "key": "energy", "id": 2, "name": "Energy",
      "direction": "IN", "type": "number", "unit": "kWh", "minimum": 0,
      "description": "Energy of the running, or else the last, transaction.",
      "read": { "from": "Transaction", "field": "energy", "round": 3 }
    },
    {
      "key": "currentLimit", "id": 3, "name": "Current limit",
      "direction": "OUT", "type": "number", "unit": "A", "minimum": 0, "maximum": 32, "multipleOf": 0.1,
      "description": "Limit per phase; 0 pauses charging.",
      // "to" is the operation, "with" its fields; "$value" is what was written. Writes within
      // "minInterval" seconds are joined, the last one wins; "restore" sends it again after a
      // reconnect.
      "write": {
        "to": "SetChargingProfile",
        "with": { "limit": "$value", "chargingRateUnit": "auto" },
        "minInterval": 5, "restore": true
      }
    }
  ]
}
`
