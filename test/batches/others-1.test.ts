import { runBatch } from '../support/batch.ts'

runBatch({ of: 'others', part: 1, parts: 4 })
