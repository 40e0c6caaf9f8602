import t from 'tap'
import { Type } from '@sinclair/typebox'
import { preferred } from '../../src/platform/http/list-format.ts'
import { cellsOf, columnsOf } from '../../src/platform/http/table-columns.ts'

const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

t.test('the media type that the caller prefers decides, and JSON where none is preferred', (t) => {
  const asked: ReadonlyArray<readonly [string | undefined, string]> = [
    [undefined, 'json'], ['', 'json'], ['*/*', 'json'], ['application/*', 'json'], ['application/json', 'json'],
    ['text/csv', 'csv'], ['TEXT/CSV', 'csv'], ['text/*', 'csv'], ['text/csv; charset=utf-8', 'csv'], [xlsx, 'xlsx'],
    // The greater weight, then the more exact, then the first.
    ['text/csv, */*', 'csv'], ['*/*, text/csv', 'csv'], ['text/csv;q=0.5, application/json', 'json'], ['text/csv;q=0.5, application/json;q=0.4', 'csv'],
    [`${xlsx}, text/csv`, 'xlsx'], [`text/csv, ${xlsx}`, 'csv'], ['application/json, text/csv', 'json'],
    ['text/csv;q=0, */*', 'json'], ['application/json;q=0, text/csv;q=0.1', 'csv'], ['application/json;q=0, */*', 'csv'], ['text/csv;q=nonsense', 'json'],
    // What a browser sends, and what nothing fits: as everywhere in this API.
    ['text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8', 'json'], ['application/xml', 'json']
  ]
  for (const [accept, format] of asked) t.equal(preferred(accept), format, accept ?? 'none')
  t.end()
})

t.test('columns are the fields of the schema, in its order, those within an object by their path', (t) => {
  const nothing = (schema: object) => ({ ...schema, type: ['object', 'null'] }) as unknown as ReturnType<typeof Type.String>
  const schema = Type.Object({
    id: Type.String({ format: 'uuid' }),
    dueOn: Type.String({ format: 'date' }),
    updatedAt: Type.Unsafe<string | null>({ type: ['string', 'null'], format: 'date-time' }),
    percent: Type.Number(),
    overdue: Type.Boolean(),
    counts: Type.Object({ total: Type.Integer() }),
    decision: nothing(Type.Object({ outcome: Type.String() })),
    themes: Type.Array(Type.String()),
    warnings: Type.Array(Type.Object({ code: Type.String() }))
  })
  const columns = columnsOf(schema)
  t.strictSame(columns.map(({ title, kind }) => `${title} ${kind}`), ['id text', 'dueOn date', 'updatedAt instant', 'percent number', 'overdue boolean', 'counts.total number', 'decision.outcome text', 'themes text', 'warnings text'])

  const item = { id: 'a', dueOn: '2026-06-30', updatedAt: null, percent: 0, overdue: false, counts: { total: 3 }, decision: null, themes: ['one', 'two'], warnings: [{ code: 'c' }] }
  t.strictSame(cellsOf(columns, item), ['a', '2026-06-30', null, 0, false, 3, null, 'one; two', '[{"code":"c"}]'])
  t.strictSame(cellsOf(columns, { ...item, themes: [], warnings: [] }).slice(-2), [null, null])
  t.end()
})
