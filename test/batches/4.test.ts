import { runBatch } from '../support/batch.ts'

runBatch({ part: 4, of: 7 })
