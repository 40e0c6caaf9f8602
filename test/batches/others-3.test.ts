import { runBatch } from '../support/batch.ts'

runBatch({ of: 'others', part: 3, parts: 4 })
