import { runBatch } from '../support/batch.ts'

runBatch({ of: 'others', part: 4, parts: 4 })
