import { Hono } from 'hono'
import * as v from 'valibot'
import { describe } from './describe.ts'
import { docsLoad } from './docs_load.ts'
import { docsPage } from './docs_page.ts'
import { docsScript } from './docs_script.ts'
import { docsStyle } from './docs_style.ts'
import { type ProblemName, problemTypes } from './problem_types.ts'
import { Problem, quoted } from './problems.ts'

const page = v.pipe(v.string(), v.description('A page for people'))
const headers = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
}

const asset = (type: string) => ({ 'content-type': type, 'cache-control': 'no-cache' })

/** The reference page: `/docs`, from this package alone. */
export function docsRoutes() {
  return new Hono()
    .get(
      '/docs',
      describe({
        tag: 'Reference',
        id: 'getDocs',
        summary: 'This API as a page',
        answers: { 200: { description: 'The page', schema: page, type: 'text/html' } },
      }),
      (c) => c.html(docsPage, 200, headers),
    )
    .get('/docs/style.css', (c) => c.body(docsStyle, 200, asset('text/css')))
    .get('/docs/script.js', (c) => c.body(docsScript + docsLoad, 200, asset('text/javascript')))
}

/** What the `type` of a problem leads to: `/problems/:name`. */
export function problemRoutes() {
  return new Hono().get(
    '/problems/:name',
    describe({
      tag: 'Reference',
      id: 'getProblem',
      summary: 'What a kind of problem means',
      path: { name: 'Last part of the `type` of a problem document' },
      answers: { 200: { description: 'The meaning', schema: page, type: 'text/plain' } },
      problems: ['not-found'],
    }),
    (c) => {
      const name = c.req.param('name')
      if (!isProblemName(name)) {
        throw new Problem('not-found', `There is no kind of problem ${quoted(name)}`, {
          allowed: Object.keys(problemTypes),
        })
      }
      const { status, title, meaning } = problemTypes[name]
      // Without its type, the text would be a union of all titles with all meanings.
      const text: string = `${title} (status ${status})\n\n${meaning}\n`
      return c.text(text)
    },
  )
}

function isProblemName(name: string): name is ProblemName {
  return Object.hasOwn(problemTypes, name)
}
