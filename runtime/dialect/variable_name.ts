/** A variable of a station, in its own words. */
export interface VariableName {
  readonly component: {
    readonly name: string
    readonly instance?: string
    readonly evse?: { readonly id: number; readonly connectorId?: number }
  }
  readonly variable: { readonly name: string; readonly instance?: string }
}

/**
 * One text for a variable: `Component/Variable`, with what tells it from its like in between, as in
 * `DeviceDataCtrlr/ItemsPerMessage#GetVariables` (instance) and `Connector@1.2/Available` (EVSE 1,
 * connector 2).
 */
export function keyOf({ component, variable }: VariableName): string {
  return `${quoted(component.name)}${instanceOf(component)}${placeOf(component)}/${nameOf(variable)}`
}

/** The same without the EVSE: what a variable is called on every EVSE alike. */
export function commonKeyOf({ component, variable }: VariableName): string {
  return `${quoted(component.name)}${instanceOf(component)}/${nameOf(variable)}`
}

/** Reads such a text; `undefined` if it has no `/` or its parts make no sense. */
export function readKey(key: string): VariableName | undefined {
  const match = pattern.exec(key)
  if (match === null) return undefined
  const [, component = '', instance, id, connectorId, variable = '', variableInstance] = match
  const evse =
    id === undefined
      ? undefined
      : {
          id: Number(id),
          ...(connectorId === undefined ? {} : { connectorId: Number(connectorId) }),
        }
  return {
    component: {
      name: unquoted(component),
      ...(instance === undefined ? {} : { instance: unquoted(instance) }),
      ...(evse === undefined ? {} : { evse }),
    },
    variable: {
      name: unquoted(variable),
      ...(variableInstance === undefined ? {} : { instance: unquoted(variableInstance) }),
    },
  }
}

const pattern =
  /^([^/#@]+)(?:#([^/#@]*))?(?:@(\d{1,9})(?:\.(\d{1,9}))?)?\/([^/#@]+)(?:#([^/#@]*))?$/

function nameOf(variable: VariableName['variable']): string {
  return `${quoted(variable.name)}${instanceOf(variable)}`
}

function instanceOf({ instance }: { readonly instance?: string }): string {
  return instance === undefined ? '' : `#${quoted(instance)}`
}

function placeOf({ evse }: VariableName['component']): string {
  if (evse === undefined) return ''
  return evse.connectorId === undefined ? `@${evse.id}` : `@${evse.id}.${evse.connectorId}`
}

/** Characters with a meaning of their own are hardly ever part of a name. */
function quoted(name: string): string {
  return name.replaceAll(/[%/#@]/g, (c) => `%${c.charCodeAt(0).toString(16)}`)
}

function unquoted(name: string): string {
  return name.replaceAll(/%(25|2f|23|40)/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
}
