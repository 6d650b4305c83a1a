/** Loads what any server of this kind loads, and ends: the floor of starting up. */
import '@hono/node-server'
import 'hono'
import 'ws'
