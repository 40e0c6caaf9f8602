import t from 'tap'
import { createRequire } from 'node:module'
import type * as Drizzle from 'drizzle-orm'
import type * as PgCore from 'drizzle-orm/pg-core'
import { boolean, date, integer, jsonb, PgDialect, pgTable, sql, text, uuid } from '../../src/platform/database/drizzle.ts'
import { scratchDatabase } from '../support/scratch-database.ts'
import { insertEach } from '../../src/platform/database/bulk.ts'
import { bareName, columns, insertInto, pick, render, updateSet } from '../../src/platform/database/sql.ts'
import { withTransaction } from '../../src/platform/database/transaction.ts'

// More of drizzle than the service itself needs, from the same build that it loads.
const load = createRequire(import.meta.url)
const { and, eq, exists, inArray } = load('drizzle-orm') as typeof Drizzle
const { alias, numeric, QueryBuilder } = load('drizzle-orm/pg-core') as typeof PgCore

const visits = pgTable('visits', {
  id: integer().notNull(),
  heldOn: date({ mode: 'string' }),
  leadPersonId: uuid(),
  themes: text().array().notNull().default([]),
  facts: jsonb(),
  isOpen: boolean().notNull().default(true),
  reading: numeric({ mode: 'number' })
})
const made = `create table visits (id integer primary key, held_on date, lead_person_id uuid,
  themes text[] not null default '{}', facts jsonb, is_open boolean not null default true, reading numeric)`
const person = '018f3c5e-0000-7000-8000-000000000001'

t.test('the same question has the same name whatever its values, another question another', async (t) => {
  const question = (id: number) => render(sql`select ${visits.heldOn} from ${visits} where ${visits.id} = ${id}`)

  t.match(question(1), { text: 'select "visits"."held_on" from "visits" where "visits"."id" = $1', values: [1] })
  t.equal(question(1).name, question(2).name)
  t.not(question(1).name, render(sql`select ${visits.id} from ${visits}`).name)
})

t.test('every query is rendered as the ORM itself renders it', async (t) => {
  const other = alias(visits, 'other')
  const inner = new QueryBuilder().select({ id: visits.id, late: sql`${visits.reading} > ${7}`.as('late') }).from(visits).where(eq(visits.isOpen, true))
  const queries = [
    sql`select ${columns(visits)}, ${pick(visits, 'id', 'heldOn')} from ${visits} where ${visits.id} in ${[1, 2, 3]} and ${visits.facts} is ${null}`,
    sql`${insertInto(visits, [{ id: 1, themes: ['a'], facts: { a: 1 } }, { id: 2, reading: 1.5, heldOn: null }])} on conflict (${bareName(visits.id)}) do nothing`,
    sql`${updateSet(visits, { isOpen: false, leadPersonId: person })} where ${and(eq(visits.id, 1), inArray(visits.heldOn, ['2026-03-02']), undefined)}`,
    sql`select ${other.heldOn} from ${visits} join ${other} on ${other.id} = ${visits.id} where ${1} = ${other.id}`,
    sql`select ${7}, ${'text'}, ${true}, ${undefined}, ${sql.identifier('odd "name"')}, ${sql.param({ a: 1 }, visits.facts)}, ${sql.empty()}, ${new Date(0)}`,
    sql`select ${1} from ${inner.as('inner')} where ${2} = ${inner.as('inner').late} or ${exists(inner)} or ${[]} is null`,
    sql`select ${3}, ${inner}`
  ]

  for (const query of queries) {
    const { sql: text, params: values } = new PgDialect({ casing: 'snake_case' }).sqlToQuery(query)
    const rendered = render(query)
    t.same([rendered.text, rendered.values], [text, values], text)
  }
})

t.test('what the database makes of a row for itself is neither read with it nor written', async (t) => {
  const rooms = pgTable('rooms', { id: integer().notNull(), name: text().notNull(), shouted: text().notNull().generatedAlwaysAs(sql`upper(name)`) })
  const { db, witness } = await scratchDatabase(t)
  await witness.query('create table rooms (id integer primary key, name text not null, shouted text not null generated always as (upper(name)) stored)')

  t.equal(render(sql`select ${columns(rooms)}`).text, 'select "rooms"."id" as "id", "rooms"."name" as "name"')
  await db.rows(insertEach(rooms, [{ id: 1, name: 'hall' }]))
  t.same((await witness.query('select * from rooms')).rows, [{ id: 1, name: 'hall', shouted: 'HALL' }])
})

t.test('what is null and what is not makes no new shape', async (t) => {
  const insertion = (heldOn: string | null, facts: object | null) => render(insertInto(visits, { id: 1, heldOn, facts }))
  const change = (heldOn: string | null) => render(updateSet(visits, { heldOn }))

  t.equal(insertion(null, null).name, insertion('2026-03-02', { a: 1 }).name)
  t.same(insertion(null, null).values, [1, null, null])
  t.equal(change(null).name, change('2026-03-02').name)
})

t.test('rows come back under the names they were written with, nulls and defaults as they should be', async (t) => {
  const { db, witness } = await scratchDatabase(t)
  await witness.query(made)

  await db.rows(insertInto(visits, [
    { id: 1, heldOn: null, leadPersonId: null, facts: null, reading: null },
    { id: 2, heldOn: '2026-03-02', leadPersonId: person, themes: ['a "b"', 'c,d'], facts: { deep: [null, 'é'] }, isOpen: false, reading: 1.5 }
  ]))

  t.same(await db.rows(sql`select ${columns(visits)} from ${visits} order by ${visits.id}`), [
    { id: 1, heldOn: null, leadPersonId: null, themes: [], facts: null, isOpen: true, reading: null },
    { id: 2, heldOn: '2026-03-02', leadPersonId: person, themes: ['a "b"', 'c,d'], facts: { deep: [null, 'é'] }, isOpen: false, reading: 1.5 }
  ])
})

t.test('a column that only a later row names is not lost', async (t) => {
  const { db, witness } = await scratchDatabase(t)
  await witness.query(made)

  await db.rows(insertInto(visits, [{ id: 1 }, { id: 2, isOpen: false }]))

  t.same(await db.rows(sql`select ${pick(visits, 'id', 'isOpen')} from ${visits} order by ${visits.id}`), [{ id: 1, isOpen: true }, { id: 2, isOpen: false }])
})

t.test('a change writes what it names, null too, and leaves alone what is undefined', async (t) => {
  const { db, witness } = await scratchDatabase(t)
  await witness.query(made)
  await db.rows(insertInto(visits, { id: 1, heldOn: '2026-03-02', leadPersonId: person, facts: { a: 1 } }))

  const changed = await withTransaction(db.pool, async (tx) => {
    return await tx.write(sql`${updateSet(visits, { heldOn: null, facts: { b: 2 } })} where ${visits.id} = ${1}`)
  })

  t.equal(changed, 1)
  t.same(await db.rows(sql`select ${pick(visits, 'heldOn', 'leadPersonId', 'facts')} from ${visits}`), [{ heldOn: null, leadPersonId: person, facts: { b: 2 } }])
})

t.test('a value is never part of the text', async (t) => {
  const { db, witness } = await scratchDatabase(t)
  await witness.query(made)
  const nasty = "'); drop table visits; --"

  await db.rows(insertInto(visits, { id: 1, themes: [nasty], facts: nasty }))

  t.same(await db.rows(sql`select ${pick(visits, 'themes', 'facts')} from ${visits}`), [{ themes: [nasty], facts: nasty }])
  t.notMatch(render(insertInto(visits, { id: 1, themes: [nasty] })).text, 'drop')
})

t.test('a column that the table does not have is an error that names both', async (t) => {
  const unknown = { id: 1, colour: 'red' }

  t.throws(() => insertInto(visits, unknown), { message: 'Table visits has no column colour.' })
})

t.test('a bare name stands without its table, as in the database', async (t) => {
  t.equal(render(sql`on conflict (${bareName(visits.leadPersonId)})`).text, 'on conflict ("lead_person_id")')
})

t.test('past a thousand shapes the rest is asked without preparing it', async (t) => {
  const { db } = await scratchDatabase(t)
  for (let shape = 0; shape < 1_000; shape++) render(sql`select 1 as ${sql.identifier(`n${shape}`)}`)

  const late = sql`select 1 as "late"`

  t.equal(render(late).name, undefined)
  t.same(await db.rows(late), [{ late: 1 }])
})
