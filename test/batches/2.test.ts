import { runBatch } from '../support/batch.ts'

runBatch({ part: 2, of: 7 })
