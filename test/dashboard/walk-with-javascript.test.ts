import t from 'tap'
import { walkAtPages } from '../support/page-walk.ts'
import { walks } from '../support/walks.ts'

await walkAtPages(t, walks.filter((_, place) => place % 2 === 1), { script: true })
