// Loaded before anything else, by whatever Node there is: so no syntax here that an old one cannot read.
/* eslint-disable no-var */
var needed = 24

if (parseInt(process.versions.node, 10) < needed) {
  console.error('Follow-through needs Node ' + needed + ' or newer, and this is ' + process.versions.node + ': run `npm ci` without --ignore-scripts (or `npm rebuild node`), which brings the right one, or install it.')
  process.exit(1)
}

// Compiled code is kept between starts, out of reach of other users: the next start takes half the time.
require('module').enableCompileCache(require('path').join(__dirname, '..', 'node_modules', '.cache', 'compiled'))
