// Loaded into jsii's Node before its own code, by source_locations.py.
//
// jsii keeps the host's stack of a request in one global, and clears it at the end of every request: also of one that
// Python sends while it answers a callback (an overridden `availability_zones`). What the outer request makes after that
// would have no line. So the global is a stack: an ended request gives way to the one around it.
"use strict";

const kept = [];
Object.defineProperty(globalThis, Symbol.for("jsii.context.hostStackTrace"), {
  get: () => kept.at(-1),
  set: (trace) => {
    if (trace === undefined) kept.pop();
    else kept.push(trace);
  },
});
