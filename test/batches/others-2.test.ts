import { runBatch } from '../support/batch.ts'

runBatch({ of: 'others', part: 2, parts: 4 })
