// What Node costs before any program.
