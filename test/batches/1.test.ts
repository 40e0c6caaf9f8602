import { runBatch } from '../support/batch.ts'

runBatch({ part: 1, of: 7 })
