import Fastify from 'fastify'
import pg from 'pg'
import { newId } from '../../src/platform/ids.ts'
import { listSchema, nested, schema } from './floor-payload.ts'
import type { Row } from './floor-payload.ts'
import { change, create, reads } from './floor-statements.ts'
import type { Statement } from './floor-statements.ts'

/*
 * What there is to pay at least: bare Fastify, one prepared statement over pg,
 * and nothing else. No sign-in, no validation, no permission, no log, no headers.
 * Its own process, as the service is.
 */

const dateOid = 1082
const timestamptzOid = 1184

const pool = new pg.Pool({
  connectionString: process.env['FLOOR_DATABASE_URL'],
  options: '-c app.partnership_id=*', // row-level security holds for it as well
  max: 10, // as the service's (src/services.ts)
  types: { getTypeParser: (oid: number, format?: 'text') => oid === dateOid ? String : oid === timestamptzOid ? instant : pg.types.getTypeParser(oid, format) } as pg.CustomTypesConfig // the published type is of one format only
})

const [partnership] = await ask<{ id: string }>({ name: 'partnership', text: 'select id from partnerships' }, [])
const partnershipId = partnership?.id
const app = Fastify()

app.get<Named>('/rows/actions/:id', { schema: { response: { 200: schema } } }, async ({ params }) =>
  shown(await ask<Row>(reads.one, [partnershipId, params.id])))

app.get<Named>('/json/actions/:id', async ({ params }, reply) =>
  await reply.type(jsonType).send(bodyOf(await ask<Made>(reads.oneAsJson, [partnershipId, params.id]))))

app.get<Listed>('/rows/actions', { schema: { response: { 200: listSchema } } }, async ({ query }) =>
  pageOf(await ask<Row>(reads.page, [partnershipId, query.ownerAgencyId, query.status])))

app.get<Listed>('/json/actions', async ({ query }, reply) =>
  await reply.type(jsonType).send(bodyOf(await ask<Made>(reads.pageAsJson, [partnershipId, query.ownerAgencyId, query.status]))))

app.get<Listed>('/rows/deep', { schema: { response: { 200: listSchema } } }, async ({ query }) =>
  pageOf(await ask<Row>(reads.deep, [partnershipId, query.ownerAgencyId, query.status, query.dueOn, query.id])))

app.get<Listed>('/json/deep', async ({ query }, reply) =>
  await reply.type(jsonType).send(bodyOf(await ask<Made>(reads.deepAsJson, [partnershipId, query.ownerAgencyId, query.status, query.dueOn, query.id]))))

app.get('/rows/summary', async () => await ask(reads.summary, [partnershipId]))

app.patch<Named & { Body: { version: number, percentComplete: number, personId: string } }>('/rows/actions/:id', { schema: { response: { 200: schema } } }, async ({ params, body, id }) =>
  shown(await ask<Row>(change, [partnershipId, params.id, body.version, body.percentComplete, newId(), body.personId, id])))

app.post<{ Body: Created, Headers: { 'idempotency-key': string } }>('/rows/actions', { schema: { response: { 201: schema } } }, async ({ body, headers, id }, reply) => {
  const { recommendationIds, title, description, ownerAgencyId, priority, dueOn, leadPersonId, supportingAgencyIds, personId } = body
  const values = [partnershipId, recommendationIds[0], newId(), title, description, ownerAgencyId, priority, dueOn, leadPersonId, supportingAgencyIds[0], newId(), personId, id, headers['idempotency-key'], 'x'.repeat(43)]
  return reply.code(201).send(shown(await ask<Row>(create, values)))
})

await app.listen({ host: '127.0.0.1', port: Number(process.env['PORT']) })

interface Named { Params: { id: string } }
interface Listed { Querystring: { ownerAgencyId: string, status: string, dueOn?: string, id?: string } }
interface Made { body: string }
interface Created { recommendationIds: string[], title: string, description: string, ownerAgencyId: string, priority: string, dueOn: string, leadPersonId: string, supportingAgencyIds: string[], personId: string }

async function ask<Found> (statement: Statement, values: unknown[]): Promise<Found[]> {
  return (await pool.query({ ...statement, values })).rows
}

const jsonType = 'application/json; charset=utf-8'

function shown ([row]: Row[]): object {
  if (row === undefined) throw new Error('There is no such action, or not in this version.')
  return nested(row)
}

function bodyOf ([row]: Made[]): string {
  if (row === undefined) throw new Error('There is no such action.')
  return row.body
}

function pageOf (rows: Row[]): object {
  const last = rows.at(-1)
  return { data: rows.map(nested), nextCursor: last === undefined ? null : `${last.dueOn},${last.id}` }
}

// '2026-03-02 09:00:00.123+00' → '2026-03-02T09:00:00.123Z', as the service tells it; a Date would cost more.
function instant (text: string): string {
  return `${text.slice(0, 10)}T${text.slice(11, -3)}Z`
}
