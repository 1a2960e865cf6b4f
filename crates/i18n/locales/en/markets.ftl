problem-outside-territories = We do not serve this place yet.
problem-bad-ring = A border needs at least three corners on the globe.
problem-bad-code = “{ $given }” is not a code: use up to 40 lower-case letters, digits and dashes.
problem-code-taken = The code “{ $code }” is in use.
problem-bad-policy = These settings cannot be understood: { $reason }
