#!/usr/bin/env node
// npm links a command only to a file that is there when it installs, which `dist` is not in a fresh clone.
import '../dist/cli/main.js';
