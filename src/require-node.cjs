// Loaded before anything else, by whatever Node there is: so no syntax here that an old one cannot read.
/* eslint-disable no-var */
var needed = 24

if (parseInt(process.versions.node, 10) < needed) {
  console.error('Follow-through needs Node ' + needed + ' or newer, and this is ' + process.versions.node + ': run `npm ci` without --ignore-scripts (or `npm rebuild node`), which brings the right one, or install it.')
  process.exit(1)
}
