import { createRequire } from 'node:module'
import type * as Ws from 'ws'

// What `import` gets makes a module of each file of it, which takes three times as long to load.
const ws: typeof Ws = createRequire(import.meta.url)('ws')

/** The classes of `ws`. */
export const { WebSocket, WebSocketServer } = ws
