import neostandard from 'neostandard'

// Each of these lost or leaked data in the very libraries used here; docs/decisions/ tells how.
const banned = [
  { selector: "CallExpression[callee.property.name='transaction']", message: 'Open transactions with withTransaction (platform/transaction.ts): the driver wrapper loses and leaks them under faults.' },
  { selector: "MemberExpression[object.name='sql'][property.name='raw']", message: 'sql.raw is string-built SQL; use a parameter.' },
  { selector: "TSEnumDeclaration, TSModuleDeclaration[kind='namespace']", message: 'Not erasable: Node cannot strip it.' }
]

export default [
  ...neostandard({ ts: true, ignores: ['node_modules', '.tap', '.data', 'coverage', 'tap-snapshots', 'client/openapi.d.ts'] }),
  {
    files: ['**/*.ts'],
    rules: {
      'no-restricted-syntax': ['error', ...banned],
      // A write travels with the commit and is awaited there (platform/database/transaction.ts): `void` says so.
      'no-void': ['error', { allowAsStatement: true }],
      // A schema and the type made from it share their name; tsc tells real redeclarations.
      '@typescript-eslint/no-redeclare': 'off',
      '@stylistic/object-property-newline': 'off',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { prefer: 'type-imports', fixStyle: 'separate-type-imports' }]
    }
  }
]
