import { runBatch } from '../support/batch.ts'

runBatch({ part: 5, of: 7 })
