/** Script of the reference page: draws the OpenAPI document and sends requests; plain JavaScript. */
export const docsScript: string = String.raw`'use strict'
const byId = (id) => document.getElementById(id)
const shown = 200000
const depthLimit = 8
let spec

function el(tag, attributes, ...children) {
  const node = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value)
    else if (value === true) node.setAttribute(name, '')
    else if (value !== false && value != null) node.setAttribute(name, value)
  }
  node.append(...children.flat().filter((child) => child != null))
  return node
}

// Text with code in backticks.
function words(text) {
  return (text || '').split('\x60').map((part, index) => (index % 2 ? el('code', {}, part) : part))
}

function resolve(schema) {
  let found = schema || {}
  for (let hops = 0; found.$ref && hops < 20; hops++) {
    found = found.$ref.slice(2).split('/').reduce((node, name) => (node || {})[name], spec) || {}
  }
  return found
}

function typeOf(schema) {
  const own = resolve(schema)
  if (own.const !== undefined) return JSON.stringify(own.const)
  if (own.enum) return own.enum.map((value) => JSON.stringify(value)).join(' | ')
  const cases = own.anyOf || own.oneOf
  if (cases) return [...new Set(cases.map(typeOf))].join(' | ')
  if (own.type === 'array') return typeOf(own.items) + '[]'
  if (Array.isArray(own.type)) return own.type.join(' | ')
  return own.type || 'any'
}

function limitsOf(schema) {
  const own = resolve(schema)
  const limits = []
  if (own.minimum !== undefined) limits.push('≥ ' + own.minimum)
  if (own.maximum !== undefined) limits.push('≤ ' + own.maximum)
  if (own.maxLength !== undefined) limits.push('at most ' + own.maxLength + ' characters')
  if (own.pattern !== undefined) limits.push(own.pattern)
  if (own.format !== undefined) limits.push(own.format)
  return limits.length ? ' ' + limits.join(', ') : ''
}

function membersOf(schema) {
  const own = resolve(schema)
  if (own.properties) return own
  if (own.items) return membersOf(own.items)
  for (const part of own.anyOf || own.oneOf || own.allOf || []) {
    const found = membersOf(part)
    if (found) return found
  }
  return undefined
}

function schemaView(schema, depth) {
  const object = membersOf(schema)
  if (!object) return el('ul', { class: 'schema' }, el('li', {}, memberLine('', schema, false)))
  const required = object.required || []
  const lines = Object.entries(object.properties).map(([name, member]) => {
    const line = memberLine(name, member, required.includes(name))
    if (!membersOf(member) || depth >= depthLimit) return el('li', {}, line)
    const details = el('details', {}, el('summary', {}, line))
    const fill = () => details.childElementCount > 1 || details.append(schemaView(member, depth + 1))
    details.addEventListener('toggle', fill)
    return el('li', {}, details)
  })
  return el('ul', { class: 'schema' }, lines)
}

function memberLine(name, schema, required) {
  const about = schema.description || resolve(schema).description
  return [
    name && el('span', { class: required ? 'name need' : 'name' }, name),
    ' ',
    el('span', { class: 'type' }, typeOf(schema)),
    el('span', { class: 'about' }, limitsOf(schema), about ? ' · ' : '', words(about)),
  ]
}

function exampleOf(schema, depth) {
  const own = resolve(schema)
  if (own.const !== undefined) return own.const
  if (own.default !== undefined) return own.default
  if (own.enum) return own.enum[0]
  const cases = own.anyOf || own.oneOf
  if (cases) return exampleOf(cases[0], depth)
  const type = Array.isArray(own.type) ? own.type[0] : own.type
  if (type === 'object' || own.properties) {
    const names = own.required || []
    if (depth > depthLimit) return {}
    return Object.fromEntries(names.map((n) => [n, exampleOf((own.properties || {})[n], depth + 1)]))
  }
  if (type === 'array') return depth > depthLimit ? [] : [exampleOf(own.items, depth + 1)]
  if (type === 'integer' || type === 'number') return own.minimum || 0
  if (type === 'boolean') return true
  return own.format === 'date-time' ? new Date().toISOString() : ''
}

function tryOut(path, method, operation) {
  const fields = new Map()
  const rows = (operation.parameters || []).flatMap((given) => {
    const parameter = resolve(given)
    const id = operation.operationId + '-' + parameter.name
    const input = el('input', { id, placeholder: typeOf(parameter.schema) + limitsOf(parameter.schema) })
    fields.set(parameter, input)
    const label = el('label', { for: id, class: parameter.required ? 'need' : '' }, parameter.name)
    return [label, input, el('span', { class: 'about' }, words(parameter.description))]
  })
  const bodies = Object.entries((operation.requestBody || {}).content || {})
  const [media, body] = bodies[0] || []
  const text = body && el('textarea', { 'aria-label': 'Body', spellcheck: 'false' })
  if (text) {
    text.value = JSON.stringify(exampleOf(body.schema, 0), null, 2)
    text.rows = Math.min(20, text.value.split('\n').length + 1)
  }
  const status = el('span', { class: 'status', role: 'status' })
  const output = el('pre', { hidden: true })
  const stop = el('button', { class: 'plain', hidden: true }, 'Stop')
  const send = el('button', {}, 'Send')
  send.addEventListener('click', async () => {
    const ending = new AbortController()
    stop.onclick = () => ending.abort()
    status.className = 'status'
    status.textContent = 'Sending …'
    output.hidden = true
    output.textContent = ''
    try {
      let url = path.slice(1)
      const query = new URLSearchParams()
      for (const [parameter, input] of fields) {
        if (parameter.in === 'path') {
          url = url.replace('{' + parameter.name + '}', () => encodeURIComponent(input.value))
        } else if (input.value !== '') query.append(parameter.name, input.value)
      }
      const token = byId('token').value
      const headers = { ...(text && { 'content-type': media }), ...(token && { authorization: 'Bearer ' + token }) }
      const started = performance.now()
      const answer = await fetch(query.size ? url + '?' + query : url, {
        method: method.toUpperCase(),
        headers,
        signal: ending.signal,
        ...(text && { body: text.value }),
      })
      const took = Math.round(performance.now() - started)
      status.classList.add(answer.ok ? 'ok' : 'bad')
      status.textContent = answer.status + ' ' + answer.statusText + ' · ' + took + ' ms'
      await showBody(answer, output, stop)
    } catch (error) {
      if (error.name === 'AbortError') return
      status.classList.add('bad')
      status.textContent = 'No answer: ' + error.message
    } finally {
      stop.hidden = true
    }
  })
  return [
    rows.length ? el('h3', {}, 'Parameters') : null,
    rows.length ? el('div', { class: 'fields' }, rows) : null,
    text ? el('h3', {}, 'Body · ' + bodies.map(([type]) => type).join(' or ')) : null,
    text ? schemaView(body.schema, 0) : null,
    text,
    el('div', { class: 'row' }, send, stop, status),
    output,
  ]
}

async function showBody(answer, output, stop) {
  const type = answer.headers.get('content-type') || ''
  stop.hidden = !type.startsWith('text/event-stream')
  const reader = answer.body && answer.body.pipeThrough(new TextDecoderStream()).getReader()
  let all = ''
  for (let part; reader && !(part = await reader.read()).done; ) {
    all = (all + part.value).slice(-shown)
    output.hidden = false
    output.textContent = all
    output.scrollTop = stop.hidden ? 0 : output.scrollHeight
  }
  if (type.includes('json') && all.length < shown) output.textContent = JSON.stringify(JSON.parse(all), null, 2)
}

function answersView(operation) {
  return Object.entries(operation.responses || {}).map(([status, given]) => {
    const answer = resolve(given)
    const [[media, body] = []] = Object.entries(answer.content || {})
    const schema = body && !media.includes('problem') ? schemaView(body.schema, 0) : null
    return el('div', { class: 'answer' }, el('b', {}, status), el('div', {},
      el('span', { class: 'about' }, words(answer.description)), schema))
  })
}

function operationView(path, method, operation) {
  const inside = el('div', { class: 'inside' })
  const fill = () => {
    if (inside.childElementCount) return
    if (operation.description) inside.append(el('p', {}, words(operation.description)))
    inside.append(...tryOut(path, method, operation).filter(Boolean))
    inside.append(el('h3', {}, 'Answers'), ...answersView(operation))
  }
  return el('details', { class: 'operation', id: operation.operationId, ontoggle: fill },
    el('summary', {}, el('span', { class: 'method ' + method }, method),
      el('span', { class: 'path' }, path), el('span', { class: 'about' }, operation.summary)),
    inside)
}

function draw() {
  byId('title').textContent = spec.info.title
  byId('version').textContent = spec.info.version
  const main = byId('main')
  const entries = []
  main.replaceChildren(el('p', { class: 'lead' }, words(spec.info.description)))
  for (const tag of spec.tags || []) {
    const heading = el('h4', {}, tag.name)
    byId('nav').append(heading)
    main.append(el('h2', {}, tag.name), el('p', { class: 'lead' }, words(tag.description)))
    for (const [path, methods] of Object.entries(spec.paths)) {
      for (const [method, operation] of Object.entries(methods)) {
        if (!(operation.tags || []).includes(tag.name)) continue
        const view = operationView(path, method, operation)
        const link = el('a', { href: '#' + operation.operationId, title: operation.summary, onclick: () => (view.open = true) },
          el('span', { class: 'method ' + method }, method), el('span', {}, operation.summary))
        main.append(view)
        byId('nav').append(link)
        entries.push({ text: (method + ' ' + path + ' ' + operation.summary).toLowerCase(), nodes: [view, link] })
      }
    }
  }
  byId('filter').addEventListener('input', (event) => {
    const wanted = event.target.value.trim().toLowerCase()
    for (const { text, nodes } of entries) for (const node of nodes) node.hidden = !text.includes(wanted)
  })
  const asked = location.hash && byId(location.hash.slice(1))
  if (asked) { asked.open = true; asked.scrollIntoView() }
}
`
