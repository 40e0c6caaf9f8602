import { answer } from './cli/answer.ts'

const { code, out, err } = await answer(process.argv.slice(2), process.env)
process.stdout.write(out)
process.stderr.write(err)
process.exitCode = code
