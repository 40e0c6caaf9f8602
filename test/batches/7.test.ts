import { runBatch } from '../support/batch.ts'

runBatch({ part: 7, of: 7 })
