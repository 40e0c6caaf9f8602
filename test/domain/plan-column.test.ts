import t from 'tap'
import { planColumns, readHeader } from '../../src/domain/plan-column.ts'

const needed = ['Number', 'Review reference', 'Recommendation reference', 'Action', 'Owner agency', 'Priority', 'Due date']

t.test('each column is known by its key, its title and every other name', async (t) => {
  for (const { key, title, aliases } of planColumns) {
    for (const name of [key, title, title.toUpperCase(), `${title} *`, ...aliases]) t.same(readHeader([[name]], []).columns, [key], name)
  }
})

t.test('no name stands for two columns', async (t) => {
  const names = planColumns.flatMap(({ key, title, aliases }) => [...new Set([key, title, ...aliases].map((name) => name.toLowerCase().replace(/[^a-z0-9%]/g, '')))])
  t.same(names.filter((name, place) => names.indexOf(name) !== place), [])
})

t.test('the headings are the row in which most columns are known', async (t) => {
  t.match(readHeader([['Plan of Child O'], [], needed, ['1', 'A']], []), { place: 2, unknown: [], missing: [], repeated: [] })
})

t.test('a heading over several columns goes before each of them, one over two rows stands for both', async (t) => {
  const { columns, place } = readHeader([['', 'Review', '', 'Recommendation', '', 'Owner'], ['No', 'Reference', 'Title', 'Reference', 'Text', '']], [])
  t.same({ columns, place }, { place: 1, columns: ['externalReference', 'reviewReference', 'reviewTitle', 'recommendationReference', 'recommendationText', 'ownerAgency'] })
})

t.test('what is unknown, missing or twice is told, and what is to be left alone is', async (t) => {
  const { unknown, missing, repeated, columns } = readHeader([['Number', 'Ref', 'Priorty', 'RAG', 'Cost']], ['cost'])
  t.same(unknown, [{ heading: 'Priorty', near: ['Priority'] }, { heading: 'RAG', near: [] }])
  t.same(missing, needed.slice(1))
  t.same(repeated, ['Ref'])
  t.same(columns, ['externalReference', 'externalReference', undefined, undefined, null])
})

t.test('a plan of recommendations alone needs no columns of actions', async (t) => {
  t.same(readHeader([['Review', 'Rec no', 'Recommendation']], []).missing, [])
})
